import type { Value } from '../../graph.js';
import { TensorError } from '../../tensor-error.js';
import type { Placed } from './placed.js';
import type { RawBuilder } from './raw-builder.js';
import type { Slot } from './raw-program.js';

const TO_CHANNELS_LAST = [0, 2, 3, 1];
const TO_PLAIN = [0, 3, 1, 2];

/** Axis of a channels-last value that holds axis `axis` of the value. */
export const axisChannelsLast = (axis: number): number => TO_CHANNELS_LAST.indexOf(axis);

/** A list with an entry for each axis, in the order of a channels-last value. */
export const orderChannelsLast = <T>(entries: readonly T[]): T[] =>
  TO_CHANNELS_LAST.flatMap((axis) => entries.slice(axis, axis + 1));

/** Where the values of a graph lie, and the way to have one in the layout that a kernel wants. */
export class Operands {
  readonly #placed = new Map<Value, Placed>();

  constructor(readonly raw: RawBuilder) {}

  /** Values of another graph, such as a scan's body, written with the same calls. */
  inner(): Operands {
    return new Operands(this.raw);
  }

  has(value: Value): boolean {
    return this.#placed.has(value);
  }

  place(value: Value, placed: Placed): void {
    this.#placed.set(value, placed);
  }

  placed(value: Value): Placed {
    const placed = this.#placed.get(value);
    if (placed === undefined) {
      throw new TensorError('COMPILE_FAILED', `${value.node.kind} has not been lowered`);
    }
    return placed;
  }

  isChannelsLast(value: Value): boolean {
    return this.placed(value).layout === 'channelsLast';
  }

  plain(value: Value): Slot {
    const { slot, layout } = this.placed(value);
    return layout === 'plain' ? slot : this.transpose(slot, TO_PLAIN);
  }

  /** A value as NHWC. One of a rank below 4 is aligned at its last axis first, as broadcasting does. */
  channelsLast(value: Value): Slot {
    const { slot, layout } = this.placed(value);
    if (layout === 'channelsLast') return slot;
    const shape: readonly number[] = [...Array(4 - value.shape.length).fill(1), ...value.shape];
    const [, channels = 1, height = 1, width = 1] = shape;
    // The numbers are in the same order either way.
    if (channels === 1 || height * width === 1) return this.reshape(slot, orderChannelsLast(shape));
    const image = shape.length === value.shape.length ? slot : this.reshape(slot, shape);
    return this.transpose(image, TO_CHANNELS_LAST);
  }

  reshape(slot: Slot, shape: readonly number[]): Slot {
    return this.raw.call('Reshape', [slot, this.raw.ints(shape)]);
  }

  transpose(slot: Slot, permutation: readonly number[]): Slot {
    return this.raw.call('Transpose', [slot, this.raw.ints(permutation)]);
  }
}

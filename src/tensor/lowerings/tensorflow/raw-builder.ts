import type { Shape } from '../../shape.js';
import type { RawAttributes, RawCall, RawTensor, Slot } from './raw-program.js';

/** Collects calls and constants. The same call on the same operands is written once: its results are shared. */
export class RawBuilder {
  readonly calls: Omit<RawCall, 'frees'>[] = [];
  readonly constants = new Map<Slot, RawTensor>();
  readonly #known = new Map<string, readonly Slot[]>();
  #slots = 0;

  get slots(): number {
    return this.#slots;
  }

  newSlot(): Slot {
    this.#slots += 1;
    return this.#slots - 1;
  }

  /** A call with one result. */
  call(op: string, inputs: readonly Slot[], attributes: RawAttributes = {}): Slot {
    const [output = -1] = this.callWithOutputs(1, op, inputs, attributes);
    return output;
  }

  callWithOutputs(
    count: number,
    op: string,
    inputs: readonly Slot[],
    attributes: RawAttributes = {},
  ): readonly Slot[] {
    return this.#once(`${op} ${inputs.join()} ${JSON.stringify(attributes)}`, () => {
      const outputs = Array.from({ length: count }, () => this.newSlot());
      this.calls.push({ op, inputs, attributes, outputs });
      return outputs;
    });
  }

  /** The same numbers in a slot of their own. */
  copy(slot: Slot): Slot {
    const output = this.newSlot();
    this.calls.push({ op: 'Identity', inputs: [slot], attributes: {}, outputs: [output] });
    return output;
  }

  tensor(tensor: RawTensor): Slot {
    const slot = this.newSlot();
    this.constants.set(slot, tensor);
    return slot;
  }

  float(value: number): Slot {
    return this.#shared({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
  }

  floats(values: readonly number[]): Slot {
    return this.#shared({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) });
  }

  int(value: number): Slot {
    return this.#shared({ dtype: 'int32', shape: [], data: Int32Array.of(value) });
  }

  ints(values: readonly number[], shape: Shape = [values.length]): Slot {
    return this.#shared({ dtype: 'int32', shape, data: Int32Array.from(values) });
  }

  #shared(tensor: RawTensor): Slot {
    const key = `constant ${tensor.dtype} ${tensor.shape.join()} ${tensor.data.join()}`;
    const [slot = -1] = this.#once(key, () => [this.tensor(tensor)]);
    return slot;
  }

  #once(key: string, make: () => readonly Slot[]): readonly Slot[] {
    const known = this.#known.get(key);
    if (known) return known;
    const made = make();
    this.#known.set(key, made);
    return made;
  }
}

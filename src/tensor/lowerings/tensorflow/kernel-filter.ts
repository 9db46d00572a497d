import type { Pair } from '../../op-signatures.js';
import { sizeOf } from '../../shape.js';
import type { Operands } from './operands.js';
import type { Slot } from './raw-program.js';

/** A filter of the graph, [outputs, inputs of a group, height, width], and how a kernel of TensorFlow's wants it. */
export interface FilterForm {
  readonly shape: readonly [outputs: number, inputs: number, height: number, width: number];
  readonly dilations: Pair;
  /** A filter of its own for each channel: [height, width, channels, outputs of a channel], else [..., inputs, outputs]. */
  readonly depthwiseChannels: number | undefined;
}

const TO_KERNEL = { dense: [2, 3, 1, 0], depthwise: [2, 3, 0, 1] } as const;
const FROM_KERNEL = { dense: [3, 2, 0, 1], depthwise: [2, 3, 0, 1] } as const;

/** The shape that the kernel sees: dilated windows with their gaps, as its gradients know no dilation on a CPU. */
export function kernelShape({ shape, dilations, depthwiseChannels }: FilterForm): readonly number[] {
  const [outputs, inputs, height, width] = shape;
  const window = [(height - 1) * dilations[0] + 1, (width - 1) * dilations[1] + 1];
  return depthwiseChannels === undefined
    ? [...window, inputs, outputs]
    : [...window, depthwiseChannels, outputs / depthwiseChannels];
}

export function toKernel(operands: Operands, filter: Slot, form: FilterForm): Slot {
  const turned =
    form.depthwiseChannels === undefined
      ? operands.transpose(filter, TO_KERNEL.dense)
      : operands.transpose(operands.reshape(filter, byChannel(form)), TO_KERNEL.depthwise);
  return isDilated(form) ? spread(operands, turned, form) : turned;
}

/** The adjoint of `toKernel`. */
export function fromKernel(operands: Operands, gradient: Slot, form: FilterForm): Slot {
  const dense = isDilated(form) ? collect(operands, gradient, form) : gradient;
  return form.depthwiseChannels === undefined
    ? operands.transpose(dense, FROM_KERNEL.dense)
    : operands.reshape(operands.transpose(dense, FROM_KERNEL.depthwise), form.shape);
}

const isDilated = ({ dilations }: FilterForm): boolean => dilations.some((dilation) => dilation > 1);

/** [channels, outputs of a channel, height, width] */
function byChannel({ shape: [outputs, , height, width], depthwiseChannels = 1 }: FilterForm): number[] {
  return [depthwiseChannels, outputs / depthwiseChannels, height, width];
}

/** Zeros between the elements of the window: each element gets rows and columns of them behind it, the last ones go. */
function spread(operands: Operands, filter: Slot, form: FilterForm): Slot {
  const { raw } = operands;
  const [, , height, width] = form.shape;
  const [down, across] = form.dilations;
  const channels = kernelShape(form).slice(2);
  const apart = operands.reshape(filter, [height, 1, width, 1, sizeOf(channels)]);
  const gaps = raw.ints([0, 0, 0, down - 1, 0, 0, 0, across - 1, 0, 0], [5, 2]);
  const filled = operands.reshape(raw.call('Pad', [apart, gaps]), [
    height * down,
    width * across,
    ...channels,
  ]);
  return raw.call('Slice', [filled, raw.ints([0, 0, 0, 0]), raw.ints(kernelShape(form))]);
}

function collect({ raw }: Operands, gradient: Slot, form: FilterForm): Slot {
  const shape = kernelShape(form);
  const bounds = [[0, 0, 0, 0], shape, [...form.dilations, 1, 1]];
  return raw.call('StridedSlice', [gradient, ...bounds.map((bound) => raw.ints(bound))]);
}

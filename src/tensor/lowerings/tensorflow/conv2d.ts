import type { Conv2dAttributes } from '../../op-signatures.js';
import { extentOf, type Shape } from '../../shape.js';
import { type FilterForm, fromKernel, kernelShape, toKernel } from './kernel-filter.js';
import { type Operands, orderChannelsLast } from './operands.js';
import { channelsLast, plain } from './placed.js';
import type { RawLowering } from './raw-lowering.js';
import type { RawAttributes, Slot } from './raw-program.js';

export const conv2d: RawLowering<'conv2d'> = (
  operands,
  { inputs: [x, filter], outputs: [y], attributes },
) => {
  const { parts, form, kernels, kernelAttributes } = plan(attributes, x.shape, filter.shape);
  const filters = cut(operands, operands.plain(filter), 0, parts);
  const results = cut(operands, operands.channelsLast(x), 3, parts).map((map, part) => {
    const kernel = toKernel(operands, filters[part] ?? -1, form);
    const inputs = isMistaken(form, y.shape)
      ? [withZeroChannel(operands, map, 3), withZeroChannel(operands, kernel, 2)]
      : [map, kernel];
    return operands.raw.call(kernels.forward, inputs, kernelAttributes);
  });
  return [channelsLast(join(operands, results, 3))];
};

/** oneDNN in libtensorflow 2.21 steps by the wrong stride from one channel to a single column; two channels it does right. */
const isMistaken = ({ shape: [, inputs], depthwiseChannels }: FilterForm, [, , , columns]: Shape): boolean =>
  inputs === 1 && columns === 1 && depthwiseChannels === undefined;

function withZeroChannel({ raw }: Operands, slot: Slot, axis: number): Slot {
  const around = [0, 0, 0, 0, 0, 0, 0, 0].with(2 * axis + 1, 1);
  return raw.call('Pad', [slot, raw.ints(around, [4, 2])]);
}

export const conv2dInputGradient: RawLowering<'conv2dInputGradient'> = (operands, node) => {
  const {
    inputs: [filter, dy],
    outputs: [x],
    attributes,
  } = node;
  const { parts, form, kernels, kernelAttributes } = plan(attributes, x.shape, filter.shape);
  const filters = cut(operands, operands.plain(filter), 0, parts);
  const extents = orderChannelsLast(x.shape).with(3, extentOf(x.shape, 1) / parts);
  const results = cut(operands, operands.channelsLast(dy), 3, parts).map((errors, part) => {
    const kernel = toKernel(operands, filters[part] ?? -1, form);
    const inputs = [operands.raw.ints(extents), kernel, errors];
    return operands.raw.call(kernels.inputGradient, inputs, kernelAttributes);
  });
  return [channelsLast(join(operands, results, 3))];
};

export const conv2dFilterGradient: RawLowering<'conv2dFilterGradient'> = (operands, node) => {
  const {
    inputs: [x, dy],
    outputs: [filter],
    attributes,
  } = node;
  const { parts, form, kernels, kernelAttributes } = plan(attributes, x.shape, filter.shape);
  const maps = cut(operands, operands.channelsLast(x), 3, parts);
  const results = cut(operands, operands.channelsLast(dy), 3, parts).map((errors, part) => {
    const inputs = [maps[part] ?? -1, operands.raw.ints(kernelShape(form)), errors];
    return fromKernel(operands, operands.raw.call(kernels.filterGradient, inputs, kernelAttributes), form);
  });
  return [plain(join(operands, results, 0))];
};

const KERNELS = {
  dense: {
    forward: 'Conv2D',
    inputGradient: 'Conv2DBackpropInput',
    filterGradient: 'Conv2DBackpropFilter',
  },
  depthwise: {
    forward: 'DepthwiseConv2dNative',
    inputGradient: 'DepthwiseConv2dNativeBackpropInput',
    filterGradient: 'DepthwiseConv2dNativeBackpropFilter',
  },
} as const;

interface ConvolutionPlan {
  /** Groups that are computed one after the other; 1 where a kernel takes all at once. */
  readonly parts: number;
  /** Of each part. */
  readonly form: FilterForm;
  readonly kernels: (typeof KERNELS)[keyof typeof KERNELS];
  readonly kernelAttributes: RawAttributes;
}

/** A kernel for depthwise convolutions takes equal strides only; gradients by groups there are none on a CPU. */
function plan(
  { strides, padding, dilations, groups }: Conv2dAttributes,
  x: Shape,
  filter: Shape,
): ConvolutionPlan {
  const [outputs = 1, inputs = 1, height = 1, width = 1] = filter;
  const isDepthwise = groups > 1 && inputs === 1 && strides[0] === strides[1];
  const parts = isDepthwise ? 1 : groups;
  const [top, left, bottom, right] = padding;
  return {
    parts,
    form: {
      shape: [outputs / parts, inputs, height, width],
      dilations,
      depthwiseChannels: isDepthwise ? extentOf(x, 1) : undefined,
    },
    kernels: KERNELS[isDepthwise ? 'depthwise' : 'dense'],
    kernelAttributes: {
      strides: [1, ...strides, 1],
      data_format: 'NHWC',
      padding: 'EXPLICIT',
      explicit_paddings: [0, 0, top, bottom, left, right, 0, 0],
    },
  };
}

function cut({ raw }: Operands, slot: Slot, axis: number, parts: number): readonly Slot[] {
  if (parts === 1) return [slot];
  return raw.callWithOutputs(parts, 'Split', [raw.int(axis), slot], { num_split: parts });
}

function join({ raw }: Operands, slots: readonly Slot[], axis: number): Slot {
  const [only = -1, ...others] = slots;
  if (others.length === 0) return only;
  const types: RawAttributes = { N: slots.length, T: { type: 'float32' }, Tidx: { type: 'int32' } };
  return raw.call('ConcatV2', [...slots, raw.int(axis)], types);
}

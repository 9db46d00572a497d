import type { Value } from '../../graph.js';
import type { PoolAttributes } from '../../op-signatures.js';
import { extentOf, type Shape, sizeOf } from '../../shape.js';
import { floatTensor } from '../../tensor.js';
import { coveredElements } from '../covered-elements.js';
import { type Operands, orderChannelsLast } from './operands.js';
import { channelsLast } from './placed.js';
import type { RawLowering } from './raw-lowering.js';
import type { RawAttributes, Slot } from './raw-program.js';

/**
 * The CPU's kernel passes over what is not a number, and makes of a window without numbers one that a relu then takes for 0: a
 * network whose weights are lost would train on. So such a window is found by its mean.
 */
export const maxPool: RawLowering<'maxPool'> = (operands, { inputs: [x], attributes }) => {
  const { raw } = operands;
  const means = windowMeans(operands, x, attributes);
  const lost = raw.call('IsNan', [means]);
  return [channelsLast(raw.call('SelectV2', [lost, means, maxima(operands, x, attributes)]))];
};

/** The kernel wants the maxima too: they are those of the forward pass, which the builder shares. */
export const maxPoolGradient: RawLowering<'maxPoolGradient'> = (
  operands,
  { inputs: [x, dy], attributes },
) => {
  const inputs = [operands.channelsLast(x), maxima(operands, x, attributes), operands.channelsLast(dy)];
  return [channelsLast(operands.raw.call('MaxPoolGrad', inputs, explicitly(attributes)))];
};

/** By the kernel without padding on a padded map: its zeros count there, so their share is taken out again. */
export const averagePool: RawLowering<'averagePool'> = (
  operands,
  { inputs: [x], outputs: [y], attributes },
) => {
  const averages = windowMeans(operands, x, attributes);
  return [channelsLast(withoutZeros(operands, averages, x.shape, y.shape, attributes))];
};

export const averagePoolGradient: RawLowering<'averagePoolGradient'> = (operands, node) => {
  const {
    inputs: [dy],
    outputs: [x],
    attributes,
  } = node;
  const { raw } = operands;
  const errors = withoutZeros(operands, operands.channelsLast(dy), x.shape, dy.shape, attributes);
  const extents = orderChannelsLast(x.shape);
  const [top, left, bottom, right] = attributes.padding;
  const [, height = 0, width = 0] = extents;
  const paddedExtents = extents.with(1, height + top + bottom).with(2, width + left + right);
  const gradient = raw.call('AvgPoolGrad', [raw.ints(paddedExtents), errors], withoutPadding(attributes));
  if (!isPadded(attributes)) return [channelsLast(gradient)];
  return [channelsLast(raw.call('Slice', [gradient, raw.ints([0, top, left, 0]), raw.ints(extents)]))];
};

function maxima(operands: Operands, x: Value, attributes: PoolAttributes): Slot {
  return operands.raw.call('MaxPool', [operands.channelsLast(x)], explicitly(attributes));
}

/** Of each window, with zeros where it reaches over the map. */
function windowMeans(operands: Operands, x: Value, attributes: PoolAttributes): Slot {
  const { raw } = operands;
  const map = operands.channelsLast(x);
  const padded = isPadded(attributes) ? raw.call('Pad', [map, around(operands, attributes)]) : map;
  return raw.call('AvgPool', [padded], withoutPadding(attributes));
}

function sliding({ window, strides }: PoolAttributes): RawAttributes {
  return { ksize: [1, ...window, 1], strides: [1, ...strides, 1], data_format: 'NHWC' };
}

function explicitly(attributes: PoolAttributes): RawAttributes {
  const [top, left, bottom, right] = attributes.padding;
  const explicit_paddings = [0, 0, top, bottom, left, right, 0, 0];
  return { ...sliding(attributes), padding: 'EXPLICIT', explicit_paddings };
}

const withoutPadding = (attributes: PoolAttributes): RawAttributes => ({
  ...sliding(attributes),
  padding: 'VALID',
});

const isPadded = ({ padding }: PoolAttributes): boolean => padding.some((extent) => extent > 0);

function around({ raw }: Operands, { padding: [top, left, bottom, right] }: PoolAttributes): Slot {
  return raw.ints([0, 0, top, bottom, left, right, 0, 0], [4, 2]);
}

/** Averages (or errors of averages) times the elements of a window over those of them that lie on the map. */
function withoutZeros(
  operands: Operands,
  averages: Slot,
  x: Shape,
  y: Shape,
  attributes: PoolAttributes,
): Slot {
  if (!isPadded(attributes)) return averages;
  const elements = sizeOf(attributes.window);
  const factors = coveredElements(x, y, attributes).map((covered) => elements / covered);
  const shape = [1, extentOf(y, 2), extentOf(y, 3), 1];
  const { raw } = operands;
  return raw.call('Mul', [averages, raw.tensor(floatTensor(shape, factors))]);
}

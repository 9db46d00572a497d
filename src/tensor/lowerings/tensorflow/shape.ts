import type { Value } from '../../graph.js';
import { axisChannelsLast, type Operands, orderChannelsLast } from './operands.js';
import { channelsLast, type Placed, plain } from './placed.js';
import type { RawLowering } from './raw-lowering.js';
import type { RawAttribute, Slot } from './raw-program.js';

const typeOf = ({ dtype }: Value): RawAttribute => ({ type: dtype === 'int64' ? 'int32' : 'float32' });

export const reshape: RawLowering<'reshape'> = (operands, { inputs: [x], outputs: [y] }) => [
  plain(operands.reshape(operands.plain(x), y.shape)),
];

/** What grows to an image is laid out as one while it is small. */
export const broadcastTo: RawLowering<'broadcastTo'> = (operands, { inputs: [x], outputs: [y] }) => {
  const { raw } = operands;
  if (y.shape.length === 4) {
    const extents = raw.ints(orderChannelsLast(y.shape));
    return [channelsLast(raw.call('BroadcastTo', [operands.channelsLast(x), extents]))];
  }
  return [plain(raw.call('BroadcastTo', [operands.plain(x), raw.ints(y.shape)]))];
};

export const transpose: RawLowering<'transpose'> = (
  operands,
  { inputs: [x], attributes: { permutation } },
) => [plain(operands.transpose(operands.plain(x), permutation))];

export const concat: RawLowering<'concat'> = (operands, { inputs, outputs: [y], attributes }) => {
  const { slots, place, axisOf } = layoutOf(operands, inputs);
  const axis = operands.raw.int(axisOf(attributes.axis));
  return [
    place(operands.raw.call('ConcatV2', [...slots, axis], { N: slots.length, T: typeOf(y), Tidx: INDEX })),
  ];
};

export const split: RawLowering<'split'> = (operands, { inputs, attributes: { axis, sizes } }) => {
  const { slots, place, axisOf } = layoutOf(operands, inputs);
  const where = [operands.raw.ints(sizes), operands.raw.int(axisOf(axis))];
  return operands.raw
    .callWithOutputs(sizes.length, 'SplitV', [...slots, ...where], { num_split: sizes.length })
    .map(place);
};

export const slice: RawLowering<'slice'> = (operands, { inputs, outputs: [y], attributes: { starts } }) => {
  const { slots, place, order } = layoutOf(operands, inputs);
  const block = [operands.raw.ints(order(starts)), operands.raw.ints(order(y.shape))];
  return [place(operands.raw.call('Slice', [...slots, ...block]))];
};

export const pad: RawLowering<'pad'> = (operands, { inputs, outputs: [y], attributes: { before } }) => {
  const { slots, place, order } = layoutOf(operands, inputs);
  const [x] = inputs;
  const around = y.shape.map((extent, axis) => {
    const start = before[axis] ?? 0;
    return [start, extent - start - (x.shape[axis] ?? 0)];
  });
  const paddings = operands.raw.ints(order(around).flat(), [around.length, 2]);
  return [place(operands.raw.call('Pad', [...slots, paddings]))];
};

const INDEX: RawAttribute = { type: 'int32' };

interface CommonLayout {
  readonly slots: readonly Slot[];
  readonly place: (slot: Slot) => Placed;
  readonly axisOf: (axis: number) => number;
  readonly order: <T>(entries: readonly T[]) => readonly T[];
}

/** All operands in one layout: channels last if the first lies so. */
function layoutOf(operands: Operands, inputs: readonly Value[]): CommonLayout {
  const [first] = inputs;
  if (first && operands.isChannelsLast(first)) {
    const slots = inputs.map((input) => operands.channelsLast(input));
    return { slots, place: channelsLast, axisOf: axisChannelsLast, order: orderChannelsLast };
  }
  const slots = inputs.map((input) => operands.plain(input));
  return { slots, place: plain, axisOf: (axis) => axis, order: (entries) => entries };
}

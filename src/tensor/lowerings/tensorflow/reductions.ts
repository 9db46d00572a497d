import type { NodeOf } from '../../graph.js';
import { axisChannelsLast, type Operands } from './operands.js';
import { channelsLast, type Placed, plain } from './placed.js';
import type { RawLowering } from './raw-lowering.js';

export const reduceSum: RawLowering<'reduceSum'> = (operands, node) => [reduce('Sum', operands, node)];
export const reduceMean: RawLowering<'reduceMean'> = (operands, node) => [reduce('Mean', operands, node)];

export const globalAveragePool: RawLowering<'globalAveragePool'> = (operands, { inputs: [x] }) => [
  plain(operands.raw.call('Mean', [operands.channelsLast(x), operands.raw.ints([1, 2])])),
];

export const argMax: RawLowering<'argMax'> = (operands, { inputs: [x], attributes }) => [
  plain(
    operands.raw.call('ArgMax', [operands.plain(x), operands.raw.int(attributes.axis)], {
      output_type: { type: 'int32' },
    }),
  ),
];

/** A channels-last map is reduced as it lies where what is left of it has its axes in order. */
function reduce(
  op: 'Sum' | 'Mean',
  operands: Operands,
  { inputs: [x], attributes: { axes, keepDims } }: NodeOf<'reduceSum' | 'reduceMean'>,
): Placed {
  const leavesOrder = keepDims || axes.includes(1) || (axes.includes(2) && axes.includes(3));
  if (operands.isChannelsLast(x) && leavesOrder) {
    const where = operands.raw.ints(axes.map(axisChannelsLast));
    const slot = operands.raw.call(op, [operands.channelsLast(x), where], { keep_dims: keepDims });
    return keepDims ? channelsLast(slot) : plain(slot);
  }
  const inputs = [operands.plain(x), operands.raw.ints(axes)];
  return plain(operands.raw.call(op, inputs, { keep_dims: keepDims }));
}

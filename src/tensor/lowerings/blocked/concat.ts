import { extentOf } from '../../shape.js';
import type { BlockedOp } from './blocked-op.js';

const CHANNELS = 1;

/** Along the channels, where each operand's come in whole blocks. */
export const concat: BlockedOp<'concat'> = {
  role: 'follows',
  gives: 'blocked',
  fits: ({ attributes: { axis }, inputs, outputs: [y] }, block) =>
    y.shape.length === 4 &&
    axis === CHANNELS &&
    inputs.every(({ shape }) => extentOf(shape, CHANNELS) % block === 0),
  write: (maps, { inputs }) => [
    maps.onnx.node(
      'Concat',
      inputs.map((input) => maps.blocked(input)),
      { axis: CHANNELS },
    ),
  ],
};

export const split: BlockedOp<'split'> = {
  role: 'follows',
  gives: 'blocked',
  fits: ({ attributes: { axis, sizes }, inputs: [x] }, block) =>
    x.shape.length === 4 && axis === CHANNELS && sizes.every((size) => size % block === 0),
  write: (maps, { attributes: { sizes }, inputs: [x] }) =>
    maps.onnx.nodeWithOutputs(sizes.length, 'Split', [maps.blocked(x), maps.onnx.ints(sizes)], {
      axis: CHANNELS,
    }),
};

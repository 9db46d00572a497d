import { plain } from './placed.js';
import type { RawLowering } from './raw-lowering.js';

/** Matrices, or stacks of them. */
export const matmul: RawLowering<'matmul'> = (operands, { inputs: [a, b], attributes }) => {
  const { transposeA, transposeB } = attributes;
  const inputs = [operands.plain(a), operands.plain(b)];
  const product =
    a.shape.length === 2
      ? operands.raw.call('MatMul', inputs, { transpose_a: transposeA, transpose_b: transposeB })
      : operands.raw.call('BatchMatMulV2', inputs, { adj_x: transposeA, adj_y: transposeB });
  return [plain(product)];
};

export const gather: RawLowering<'gather'> = (operands, { inputs: [table, ids] }) => [
  plain(operands.raw.call('GatherV2', [operands.plain(table), operands.plain(ids), operands.raw.int(0)])),
];

export const oneHot: RawLowering<'oneHot'> = (operands, { inputs: [ids], attributes: { depth } }) => {
  const { raw } = operands;
  return [
    plain(
      raw.call('OneHot', [operands.plain(ids), raw.int(depth), raw.float(1), raw.float(0)], { axis: -1 }),
    ),
  ];
};

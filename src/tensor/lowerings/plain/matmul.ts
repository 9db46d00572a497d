import type { Lowering } from '../lowering.js';

export const matmul: Lowering<'matmul'> = (onnx, inputs, { attributes: { transposeA, transposeB } }) => [
  onnx.node('Gemm', inputs, { transA: Number(transposeA), transB: Number(transposeB) }),
];

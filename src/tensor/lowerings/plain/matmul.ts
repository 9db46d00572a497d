import type { Lowering } from '../lowering.js';
import { MICROSOFT } from '../onnx-builder.js';

export const matmul: Lowering<'matmul'> = (
  onnx,
  inputs,
  { attributes: { transposeA, transposeB }, outputs: [y] },
) => {
  const transposed = { transA: Number(transposeA), transB: Number(transposeB) };
  if (y.shape.length === 2) return [onnx.node('Gemm', inputs, transposed)];
  if (!transposeA && !transposeB) return [onnx.node('MatMul', inputs)];
  return [onnx.node('FusedMatMul', inputs, transposed, MICROSOFT)];
};

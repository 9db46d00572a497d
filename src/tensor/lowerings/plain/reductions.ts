import type { Lowering } from '../lowering.js';

// Opset 17 takes the axes of ReduceSum as an input and those of ReduceMean as an attribute.

export const reduceSum: Lowering<'reduceSum'> = (onnx, [x], { attributes: { axes, keepDims } }) => [
  onnx.node('ReduceSum', [x, onnx.ints(axes)], { keepdims: Number(keepDims) }),
];

export const reduceMean: Lowering<'reduceMean'> = (onnx, [x], { attributes: { axes, keepDims } }) => [
  onnx.node('ReduceMean', [x], { axes, keepdims: Number(keepDims) }),
];

export const globalAveragePool: Lowering<'globalAveragePool'> = (onnx, [x], { outputs: [y] }) => [
  onnx.node('Reshape', [onnx.node('GlobalAveragePool', [x]), onnx.ints([0, y.shape[1] ?? 1])]),
];

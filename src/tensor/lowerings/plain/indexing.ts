import type { Lowering } from '../lowering.js';

export const gather: Lowering<'gather'> = (onnx, inputs) => [onnx.node('Gather', inputs, { axis: 0 })];

export const oneHot: Lowering<'oneHot'> = (onnx, [ids], { attributes: { depth } }) => [
  onnx.node('OneHot', [ids, onnx.ints([depth]), onnx.floats([0, 1])], { axis: -1 }),
];

export const argMax: Lowering<'argMax'> = (onnx, [x], { attributes: { axis } }) => [
  onnx.node('ArgMax', [x], { axis, keepdims: 0 }),
];

import type { Lowering } from '../lowering.js';

// Inputs and variables are declared by whoever lowers the whole graph, under their own names.
export const input: Lowering<'input'> = (_, __, { attributes: { name } }) => [name];
export const variable: Lowering<'variable'> = (_, __, { attributes: { name } }) => [name];

export const constant: Lowering<'constant'> = (onnx, _, { attributes: { tensor } }) => [
  tensor.dtype === 'float32' && tensor.shape.length === 0
    ? onnx.float(tensor.data[0] ?? 0)
    : onnx.tensor(tensor),
];

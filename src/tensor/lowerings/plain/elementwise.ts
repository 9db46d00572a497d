import type { Lowering } from '../lowering.js';
import type { OnnxBuilder } from '../onnx-builder.js';
import { elementTypes } from '../onnx-proto.js';

type Unary = 'relu' | 'sigmoid' | 'tanh' | 'exp' | 'log' | 'neg' | 'sqrt';
type Binary = 'sub' | 'mul' | 'div' | 'greater' | 'equal';
type ElementwiseKind = Unary | Binary | 'square' | 'clip' | 'addN' | 'stopGradient' | 'reluGradient';

/** Ops that ONNX has under a name of its own, with the same broadcasting. */
export const elementwise: { readonly [K in ElementwiseKind]: Lowering<K> } = {
  relu: named('Relu'),
  sigmoid: named('Sigmoid'),
  tanh: named('Tanh'),
  exp: named('Exp'),
  log: named('Log'),
  neg: named('Neg'),
  sqrt: named('Sqrt'),
  sub: named('Sub'),
  mul: named('Mul'),
  div: named('Div'),
  // Sum takes more than twice the time.
  addN: (onnx, inputs) => [inputs.reduce((total, operand) => onnx.node('Add', [total, operand]))],
  greater: mask('Greater'),
  equal: mask('Equal'),
  square: (onnx, [x]) => [onnx.node('Mul', [x, x])],
  clip: (onnx, [x], { attributes: { minimum, maximum } }) => [
    onnx.node('Clip', [x, onnx.float(minimum), onnx.float(maximum)]),
  ],
  stopGradient: (_, [x]) => [x],
  // A steep HardSigmoid makes the mask in one pass; comparisons cost a cast or a select more.
  reluGradient: (onnx, [y, dy]) => [
    onnx.node('Mul', [dy, onnx.node('HardSigmoid', [y], { alpha: { float: 2 ** 60 }, beta: { float: 0 } })]),
  ],
};

function named(opType: string): Simple {
  return (onnx, inputs) => [onnx.node(opType, inputs)];
}

function mask(opType: string): Simple {
  return (onnx, inputs) => [onnx.node('Cast', [onnx.node(opType, inputs)], { to: elementTypes.float32 })];
}

type Simple = (onnx: OnnxBuilder, inputs: readonly string[]) => readonly [y: string];

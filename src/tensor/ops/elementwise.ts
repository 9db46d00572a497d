import type { Value } from '../graph.js';
import type { Attributes, OpKind, OpSignatures } from '../op-signatures.js';
import { broadcastShapes } from '../shape.js';
import type { DType } from '../tensor.js';
import { TensorError } from '../tensor-error.js';
import { scalar } from './constant.js';

/** What a binary op takes: two values, or a value and a number, which stands for a scalar constant. */
export type Operands = [a: Value, b: Value | number] | [a: number, b: Value];

type KindsOf<Signature> = {
  [K in OpKind]: OpSignatures<Value>[K] extends Signature ? K : never;
}[OpKind];
type UnaryKind = KindsOf<{ inputs: readonly [Value]; outputs: readonly [Value] }>;
type BinaryKind = 'add' | 'sub' | 'mul' | 'div' | 'greater' | 'equal';

/** A float op whose result has the shape of its operand. */
export function unary<K extends UnaryKind>(kind: K, x: Value, attributes: Attributes<K>): Value {
  requireDType(kind, x, 'float32');
  const inputs: readonly [Value] = [x];
  return x.graph.apply<UnaryKind>(kind, inputs, attributes, [x]).outputs[0];
}

/** A float op whose operands broadcast. */
export function binary(kind: BinaryKind, [left, right]: Operands): Value {
  const a = toValue(kind, left, right);
  const b = toValue(kind, right, left);
  if (kind !== 'equal') requireDType(kind, a, 'float32');
  requireDType(kind, b, a.dtype);
  const shape = broadcastShapes(kind, a.shape, b.shape);
  return a.graph.apply(kind, [a, b], {}, [{ shape, dtype: 'float32' }]).outputs[0];
}

export function requireDType(op: string, value: Value, dtype: DType): void {
  if (value.dtype !== dtype) {
    throw new TensorError('DTYPE_MISMATCH', `${op}: needs a ${dtype} operand, got ${value.dtype}`);
  }
}

function toValue(op: string, operand: Value | number, other: Value | number): Value {
  if (typeof operand !== 'number') return operand;
  if (typeof other !== 'number') return scalar(other.graph, operand);
  throw new TensorError('INVALID_ARGUMENT', `${op}: one operand must be a value of a graph`);
}

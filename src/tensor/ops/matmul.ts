import type { Value } from '../graph.js';
import { formatShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import type { Vjp } from './vjp.js';

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Product of two matrices: [m, k] x [k, n] -> [m, n], each of them transposed first where asked. */
export function matmul(a: Value, b: Value, options: MatmulOptions = {}): Value {
  const { transposeA = false, transposeB = false } = options;
  requireDType('matmul', a, 'float32');
  requireDType('matmul', b, 'float32');
  const [m, innerA] = matrix(a, transposeA);
  const [innerB, n] = matrix(b, transposeB);
  if (a.shape.length !== 2 || b.shape.length !== 2 || innerA !== innerB) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `matmul: cannot multiply ${formatShape(a.shape)}${transposeA ? ' transposed' : ''} by ${formatShape(b.shape)}${transposeB ? ' transposed' : ''}`,
    );
  }
  const attributes = { transposeA, transposeB };
  return a.graph.apply('matmul', [a, b], attributes, [{ shape: [m, n], dtype: 'float32' }]).outputs[0];
}

/** With A = op(a), B = op(b): dA = dy B', dB = A' dy; each is asked for in the layout of its operand. */
export const matmulVjp: Vjp<'matmul'> = (
  { inputs: [a, b], attributes: { transposeA, transposeB } },
  [dy],
) => [
  transposeA
    ? matmul(b, dy, { transposeA: transposeB, transposeB: true })
    : matmul(dy, b, { transposeB: !transposeB }),
  transposeB
    ? matmul(dy, a, { transposeA: true, transposeB: transposeA })
    : matmul(a, dy, { transposeA: !transposeA }),
];

function matrix({ shape: [rows = 0, columns = 0] }: Value, transposed: boolean): [number, number] {
  return transposed ? [columns, rows] : [rows, columns];
}

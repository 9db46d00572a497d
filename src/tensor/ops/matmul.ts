import type { Value } from '../graph.js';
import { extentOf, formatShape, type Shape, sameShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import type { Vjp } from './vjp.js';

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * Products of matrices: [..., m, k] x [..., k, n] -> [..., m, n], each matrix transposed first where asked. The axes
 * before the last two must be equal: one product for each of their places.
 */
export function matmul(a: Value, b: Value, options: MatmulOptions = {}): Value {
  const { transposeA = false, transposeB = false } = options;
  requireDType('matmul', a, 'float32');
  requireDType('matmul', b, 'float32');
  const batch = a.shape.slice(0, -2);
  const fits = a.shape.length >= 2 && b.shape.length >= 2 && sameShape(batch, b.shape.slice(0, -2));
  const [m, innerA] = fits ? matrix(a.shape, transposeA) : [0, 0];
  const [innerB, n] = fits ? matrix(b.shape, transposeB) : [0, 0];
  if (!fits || innerA !== innerB) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `matmul: cannot multiply ${formatShape(a.shape)}${transposeA ? ' transposed' : ''} by ${formatShape(b.shape)}${transposeB ? ' transposed' : ''}`,
    );
  }
  const type = { shape: [...batch, m, n], dtype: 'float32' as const };
  return a.graph.apply('matmul', [a, b], { transposeA, transposeB }, [type]).outputs[0];
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

function matrix(shape: Shape, transposed: boolean): [number, number] {
  const [rows, columns] = [extentOf(shape, shape.length - 2), extentOf(shape, shape.length - 1)];
  return transposed ? [columns, rows] : [rows, columns];
}

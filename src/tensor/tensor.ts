import { checkShape, formatShape, type Shape, sizeOf } from './shape.js';
import { TensorError } from './tensor-error.js';

/**
 * float32 for everything that is computed, int64 for class ids and indices, which count from 0: what is negative engines read
 * in ways of their own, so it is refused wherever a graph takes numbers in.
 */
export type DType = 'float32' | 'int64';

/** Numbers in row-major order: what is fed to a graph and read from it. */
export type Tensor = FloatTensor | IntTensor;

export interface FloatTensor {
  readonly dtype: 'float32';
  readonly shape: Shape;
  readonly data: Float32Array;
}

export interface IntTensor {
  readonly dtype: 'int64';
  readonly shape: Shape;
  readonly data: BigInt64Array;
}

/** A float32 tensor; zeros without `data`. A Float32Array is taken as it is, without a copy. */
export function floatTensor(shape: Shape, data?: Float32Array | readonly number[]): FloatTensor {
  const values =
    data instanceof Float32Array ? data : data ? Float32Array.from(data) : new Float32Array(sizeOf(shape));
  checkData('floatTensor', shape, values.length);
  return { dtype: 'float32', shape, data: values };
}

/** An int64 tensor. A BigInt64Array is taken as it is, without a copy. */
export function intTensor(shape: Shape, data: BigInt64Array | readonly number[]): IntTensor {
  const values = data instanceof BigInt64Array ? data : BigInt64Array.from(data, (value) => BigInt(value));
  checkData('intTensor', shape, values.length);
  return { dtype: 'int64', shape, data: values };
}

/** Refuses ids and indices below 0, as INVALID_ARGUMENT. */
export function checkIds(subject: string, { dtype, data }: Tensor): void {
  if (dtype !== 'int64') return;
  const at = data.findIndex((id) => id < 0n);
  if (at < 0) return;
  throw new TensorError(
    'INVALID_ARGUMENT',
    `${subject}: element ${at} is ${data[at]}; ids and indices count from 0`,
  );
}

function checkData(maker: string, shape: Shape, length: number): void {
  checkShape(maker, shape);
  if (length !== sizeOf(shape)) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `${maker}: shape ${formatShape(shape)} needs ${sizeOf(shape)} values, got ${length}`,
    );
  }
}

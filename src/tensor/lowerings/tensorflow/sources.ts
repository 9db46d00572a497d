import type { NodeOf } from '../../graph.js';
import type { Tensor } from '../../tensor.js';
import { TensorError } from '../../tensor-error.js';
import type { Operands } from './operands.js';
import { plain } from './placed.js';
import type { RawLowering } from './raw-lowering.js';
import type { RawTensor } from './raw-program.js';

export const constant: RawLowering<'constant'> = ({ raw }, { attributes: { tensor } }) => [
  plain(
    tensor.dtype === 'float32' && tensor.shape.length === 0
      ? raw.float(tensor.data[0] ?? 0)
      : raw.tensor(toRaw(tensor)),
  ),
];

/** Inputs, variables and the operands of a scan's step lie where whoever lowers the graph has put them. */
export const placedBefore = (_operands: Operands, { kind }: NodeOf<'input'> | NodeOf<'variable'>): never => {
  throw new TensorError('COMPILE_FAILED', `this ${kind} belongs to another graph`);
};

/** The same numbers, not shared with `tensor`. INVALID_ARGUMENT for integers beyond 32 bits. */
export function toRaw(tensor: Tensor): RawTensor {
  const { shape } = tensor;
  if (tensor.dtype === 'float32') return { dtype: 'float32', shape, data: tensor.data.slice() };
  const data = Int32Array.from(tensor.data, Number);
  if (tensor.data.some((value, index) => value !== BigInt(data[index] ?? 0))) {
    throw new TensorError('INVALID_ARGUMENT', 'tensorflow: integers must lie in -2^31..2^31 - 1');
  }
  return { dtype: 'int32', shape, data };
}

import { z } from 'zod';
import { type FloatTensor, floatTensor, sizeOf, type Tensor } from '../../tensor/index.js';

const BYTES_OF_FLOAT = 4;

/** A float32 tensor in JSON: its numbers in base64, little-endian. */
export const tensorStateSchema = z
  .strictObject({ shape: z.array(z.number().int().min(1)), data: z.base64() })
  .refine(({ shape, data }) => Buffer.from(data, 'base64').length === sizeOf(shape) * BYTES_OF_FLOAT, {
    error: 'must hold as many numbers as its shape says',
  });

export type TensorState = z.infer<typeof tensorStateSchema>;

export function tensorState({ shape, data }: Tensor): TensorState {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return { shape: [...shape], data: bytes.toString('base64') };
}

export function tensorOf({ shape, data }: TensorState): FloatTensor {
  // A copy of its own: a view into Buffer's pool need not be aligned.
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return floatTensor(shape, new Float32Array(bytes.buffer));
}

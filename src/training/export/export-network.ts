import { exportOnnx } from '../../tensor/index.js';
export function exportNetwork(): Promise<Uint8Array> {
  throw new Error();
}

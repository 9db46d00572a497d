import type { Runtime } from '../../runtime.js';
import { TensorError } from '../../tensor-error.js';

/** Stands for the signature until the plain lowering lands. */
export function onnxRuntime(): Runtime {
  return {
    name: 'onnx',
    compile: () => Promise.reject(new TensorError('COMPILE_FAILED', 'onnx: not lowered yet')),
  };
}

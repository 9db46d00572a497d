import { InferenceSession } from 'onnxruntime-node';
import type { Tensor } from '../../tensor.js';
import { TensorError } from '../../tensor-error.js';
import { fromOnnx, toOnnx } from './onnx-tensors.js';

/** An ONNX file as its consumers run it: a graph of ours no longer, but inputs and outputs by name. */
export interface OnnxModel {
  /** RUN_FAILED when the engine refuses the feeds. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  dispose(): Promise<void>;
}

/** Rejects with COMPILE_FAILED when the engine cannot load the file. */
export async function loadOnnx(file: Uint8Array): Promise<OnnxModel> {
  const session = await InferenceSession.create(file, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
  }).catch((cause: unknown) => {
    throw new TensorError('COMPILE_FAILED', `onnx: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  });
  return {
    async run(feeds) {
      const inputs = Object.fromEntries(
        Object.entries(feeds).map(([name, tensor]) => [name, toOnnx(tensor)]),
      );
      try {
        const results = await session.run(inputs);
        return Object.fromEntries(
          Object.entries(results).map(([name, tensor]) => [name, fromOnnx(name, tensor)]),
        );
      } catch (cause) {
        if (cause instanceof TensorError) throw cause;
        throw new TensorError('RUN_FAILED', `onnx: ${cause instanceof Error ? cause.message : cause}`, {
          cause,
        });
      }
    },
    dispose: () => session.release(),
  };
}

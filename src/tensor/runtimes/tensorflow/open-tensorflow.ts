import type { OpenedRuntime, RuntimeChoice } from '../runtime-choice.js';
import { loadTensorFlow } from './load-tensorflow.js';
import { tensorFlowRuntime } from './tensorflow-runtime.js';

/** @throws TensorError RUNTIME_UNAVAILABLE */
export function openTensorFlow({ device, tensorFlowFolder: folder }: RuntimeChoice): OpenedRuntime {
  const options = { folder, device: device === 'cpu' ? 'cpu' : 'cuda' } as const;
  const { description } = loadTensorFlow(options);
  return { runtime: tensorFlowRuntime(options), description };
}

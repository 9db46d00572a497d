import type { Runtime } from '../runtime.js';
import { onnxRuntime } from './onnx/onnx-runtime.js';
import { tensorFlowRuntime } from './tensorflow/tensorflow-runtime.js';

export const runtimeNames = ['auto', 'onnx', 'tensorflow'] as const;
export type RuntimeName = (typeof runtimeNames)[number];

export interface RuntimeChoice {
  /** `auto`: the fastest on a CPU, which is onnx. */
  readonly name: RuntimeName;
  /** Where `archway setup tensorflow` installs. */
  readonly tensorFlowFolder: string;
}

/** @throws TensorError RUNTIME_UNAVAILABLE with the way to get it */
export function createRuntime({ name, tensorFlowFolder }: RuntimeChoice): Runtime {
  return name === 'tensorflow'
    ? tensorFlowRuntime({ folder: tensorFlowFolder, device: 'cpu' })
    : onnxRuntime();
}

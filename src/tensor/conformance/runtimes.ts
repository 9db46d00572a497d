import type { Runtime } from '../runtime.js';
import { onnxRuntime } from '../runtimes/onnx/onnx-runtime.js';

/** The runtimes of this machine that the suite holds to the same results. */
export const runtimes: readonly Runtime[] = [onnxRuntime(), onnxRuntime({ layout: 'plain' })];

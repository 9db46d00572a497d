import type { Runtime } from '../runtime.js';
import { onnxRuntime } from '../runtimes/onnx/onnx-runtime.js';

/** The runtimes and layouts of this machine that the suite holds to the same results: every case runs on each. */
export async function conformanceRuntimes(): Promise<readonly Runtime[]> {
  return [onnxRuntime(), onnxRuntime({ layout: 'plain' })];
}

export const runtimes = await conformanceRuntimes();

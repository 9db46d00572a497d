import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Runtime } from '../runtime.js';
import { onnxRuntime } from '../runtimes/onnx/onnx-runtime.js';
import { tensorFlowRuntime } from '../runtimes/tensorflow/tensorflow-runtime.js';
import { emulatedBlocks } from './emulated-blocks.js';

/** Where `archway setup tensorflow` has installed it for this repository: one folder or none. */
export const tensorFlowFolders = ['../../../.archway/runtimes/tensorflow']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .filter((folder) => existsSync(folder));

/** The runtimes and layouts of this machine that the suite holds to the same results: every case runs on each. */
export const runtimes: readonly Runtime[] = [
  onnxRuntime(),
  onnxRuntime({ layout: 'plain' }),
  onnxRuntime({ layout: 'blocked' }),
  emulatedBlocks(8),
  emulatedBlocks(16),
  ...tensorFlowFolders.map((folder) => tensorFlowRuntime({ folder, device: 'cpu' })),
];

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { env } from 'onnxruntime-node';
import { TensorError } from '../../tensor-error.js';
import type { OpenedRuntime, RuntimeChoice } from '../runtime-choice.js';
import { onnxRuntime } from './onnx-runtime.js';

const VERSION = `onnxruntime-node ${env.versions.node}`;

/** @throws TensorError RUNTIME_UNAVAILABLE for a card without the provider for cards */
export function openOnnx({ device }: RuntimeChoice): OpenedRuntime {
  if (device === 'cpu') return { runtime: onnxRuntime(), description: `${VERSION}, on the CPU` };
  requireProvider();
  return { runtime: onnxRuntime({ device: 'cuda' }), description: `${VERSION}, on a card` };
}

/** The package comes without what drives cards: its own install step fetches that, and npm runs none here. */
function requireProvider(): void {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  const home = join(dirname(entry), '..');
  const binaries = join(home, 'bin', 'napi-v6', process.platform, process.arch);
  if (existsSync(join(binaries, 'libonnxruntime_providers_cuda.so'))) return;
  throw new TensorError(
    'RUNTIME_UNAVAILABLE',
    `onnx: ${VERSION} has no CUDA provider in ${binaries}; "ONNXRUNTIME_NODE_INSTALL=cuda12 node ${join(home, 'script', 'install.js')}" ` +
      'fetches it from NuGet on linux x64; it needs CUDA 12 and cuDNN 9',
  );
}

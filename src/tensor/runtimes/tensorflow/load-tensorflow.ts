import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TensorError } from '../../tensor-error.js';
import type { TensorFlowLibrary } from './tensorflow-library.js';

export interface TensorFlowOptions {
  /** Where `archway setup tensorflow` installs; looked at when the program has none of its own. */
  readonly folder?: string;
  /** `cuda`: only on a card. */
  readonly device: 'cpu' | 'cuda';
}

export interface LoadedTensorFlow {
  readonly library: TensorFlowLibrary;
  /** Package and version of libtensorflow, and where it computes. */
  readonly description: string;
}

/** The package for cards computes on a CPU too. */
const PACKAGES = {
  cpu: ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'],
  cuda: ['@tensorflow/tfjs-node-gpu'],
} as const;

/**
 * Loads TensorFlow.js, an optional dependency: the program's own, else the one of `folder`. How many threads it computes
 * with is read from TF_NUM_INTRAOP_THREADS when it is loaded first, and which cards it sees from CUDA_VISIBLE_DEVICES.
 * @throws TensorError RUNTIME_UNAVAILABLE with what was tried and how to get it
 */
export function loadTensorFlow({ folder, device }: TensorFlowOptions): LoadedTensorFlow {
  const places = [import.meta.url, ...(folder === undefined ? [] : [join(folder, 'package.json')])];
  const problems: string[] = [];
  for (const name of PACKAGES[device]) {
    for (const place of places) {
      const found = attempt(place, name);
      if (typeof found === 'string') {
        problems.push(found);
        continue;
      }
      const { isUsingGpuDevice, binding } = found.backend();
      if (device === 'cuda' && !isUsingGpuDevice) {
        problems.push(`${name} found no card: it needs an NVIDIA driver, CUDA 12 and cuDNN 9`);
        continue;
      }
      const where = isUsingGpuDevice ? 'a card' : 'the CPU';
      return { library: found, description: `${name} on libtensorflow ${binding.TF_Version}, on ${where}` };
    }
  }
  const how = `archway setup tensorflow${device === 'cuda' ? ' --gpu' : ''}`;
  throw new TensorError('RUNTIME_UNAVAILABLE', `tensorflow: ${problems.join('; ')}; "${how}" installs it`);
}

/** The library, or why there is none. */
function attempt(place: string, name: string): TensorFlowLibrary | string {
  const load = createRequire(place);
  try {
    load.resolve(name);
  } catch {
    return `no ${name} ${place === import.meta.url ? 'among the dependencies' : `in ${place}`}`;
  }
  try {
    return load(name) as TensorFlowLibrary;
  } catch (cause) {
    return `${name} does not load (${cause instanceof Error ? cause.message.split('\n')[0] : cause})`;
  }
}

import type { WorkerDevice } from '../workers/index.js';

/**
 * Whether a processor is left when every device slot trains, to make batches on. A training on the processor takes its compute
 * threads, one on a card the thread that calls the engine.
 */
export function leavesProcessor(
  devices: readonly Pick<WorkerDevice, 'name' | 'slots'>[],
  threads: number,
  processors: number,
): boolean {
  const taken = devices.map(({ name, slots }) => slots * (name === 'cpu' ? threads : 1));
  return taken.reduce((total, count) => total + count, 0) < processors;
}

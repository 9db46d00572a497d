import { availableParallelism, cpus } from 'node:os';
import { findCards } from '../../platform/devices/index.js';
import type { Logger } from '../../platform/logging/index.js';
import type { Machine } from './worker-devices.js';

/** Looks what this machine has. A driver that fails is told of, and its cards count as absent. */
export async function findMachine(logger: Logger): Promise<Machine> {
  const cards = await findCards().catch((error: unknown) => {
    logger.warn('nvidia-smi does not answer as it should', { error });
    return [];
  });
  return { cards, processors: availableParallelism(), processorModel: cpus()[0]?.model.trim() || null };
}

/** ACTIVE takes trials; DRAINING finishes those that it has and takes no more; GONE has ended, or been silent for longer than its lease. */
export const workerStates = ['ACTIVE', 'DRAINING', 'GONE'] as const;
export type WorkerState = (typeof workerStates)[number];

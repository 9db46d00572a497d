/** Why a trial gives no reward of its own. A training's kinds are described in src/training/failure.ts. */
export const failureKindNames = [
  'OUT_OF_MEMORY',
  'NOT_A_NUMBER',
  'TIMEOUT',
  'PREEMPTED',
  'INVALID_ARCHITECTURE',
  'TRAINER_ERROR',
  'DATA_ERROR',
] as const;

export type FailureKind = (typeof failureKindNames)[number];

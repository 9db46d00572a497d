/** Why a trial has no result, and whether the same trial may succeed when it is tried again as it is. */
export const failureKinds = {
  OUT_OF_MEMORY: { description: 'the child needed more memory than its limit', retryable: false },
  NOT_A_NUMBER: { description: 'the loss was no longer finite', retryable: false },
  TIMEOUT: { description: 'the training took longer than its time limit', retryable: false },
  PREEMPTED: { description: 'the worker stopped while the child was training', retryable: true },
  INVALID_ARCHITECTURE: { description: 'the network cannot be built or run', retryable: false },
  TRAINER_ERROR: { description: 'the child failed or died for a reason of its own', retryable: true },
  DATA_ERROR: { description: 'the data set is missing or not what it should be', retryable: false },
} as const satisfies Record<string, { readonly description: string; readonly retryable: boolean }>;

export type FailureKind = keyof typeof failureKinds;

export const failureKindNames = Object.keys(failureKinds) as [FailureKind, ...FailureKind[]];

import { type FailureKind, failureKindNames } from '../nas/objectives/index.js';

export { type FailureKind, failureKindNames };

/** Why a trial has no result. */
export const failureKinds: Readonly<Record<FailureKind, { readonly description: string }>> = {
  OUT_OF_MEMORY: { description: 'the child needed more memory than its limit' },
  NOT_A_NUMBER: { description: 'the loss was no longer finite' },
  TIMEOUT: { description: 'the training took longer than its time limit' },
  PREEMPTED: { description: 'the worker stopped or was lost, or something else killed the child' },
  INVALID_ARCHITECTURE: { description: 'the network cannot be built or run' },
  TRAINER_ERROR: { description: 'the child failed or died for a reason of its own' },
  DATA_ERROR: { description: 'the data set is missing or not what it should be' },
};

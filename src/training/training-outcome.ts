import type { FailureKind } from './failure.js';
import type { TrainingResult } from './training-request.js';

/** How a call of `TrainerSlot.train` ended. */
export type TrainingOutcome =
  | ({ readonly kind: 'succeeded' } & TrainingResult)
  | {
      readonly kind: 'failed';
      readonly failure: FailureKind;
      readonly message: string;
      /** Last lines that the child wrote. */
      readonly log: string;
    }
  | { readonly kind: 'cancelled' };

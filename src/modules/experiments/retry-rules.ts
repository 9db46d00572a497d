import { z } from 'zod';
import { type FailureKind, failureKindNames } from '../../nas/objectives/index.js';

/** What becomes of a trial whose attempt ended without a result. */
export interface RetryRule {
  /** How often it is tried again after a failure of this kind before the failure stands. */
  readonly times: number;
  /** Pause before the first of those; it doubles with each further one. */
  readonly afterSeconds: number;
}

/**
 * What repeats itself for certain is not tried again: training is deterministic. PREEMPTED says nothing of the
 * architecture: the worker was lost or stopped, or something outside killed its training process.
 */
export const defaultRetryRules: Readonly<Record<FailureKind, RetryRule>> = {
  OUT_OF_MEMORY: { times: 0, afterSeconds: 0 },
  NOT_A_NUMBER: { times: 0, afterSeconds: 0 },
  TIMEOUT: { times: 0, afterSeconds: 0 },
  PREEMPTED: { times: 5, afterSeconds: 0 },
  INVALID_ARCHITECTURE: { times: 0, afterSeconds: 0 },
  TRAINER_ERROR: { times: 1, afterSeconds: 1 },
  DATA_ERROR: { times: 0, afterSeconds: 0 },
};

const LONGEST_PAUSE_SECONDS = 3600;

export const retryRuleSchema = z.strictObject({
  times: z
    .number({ error: 'must be a whole number from 0 to 100' })
    .int('must be a whole number from 0 to 100')
    .min(0, 'must be a whole number from 0 to 100')
    .max(100, 'must be a whole number from 0 to 100')
    .describe('how often a trial is tried again after failures of this kind'),
  afterSeconds: z
    .number({ error: `must be a number of seconds from 0 to ${LONGEST_PAUSE_SECONDS}` })
    .min(0, `must be a number of seconds from 0 to ${LONGEST_PAUSE_SECONDS}`)
    .max(LONGEST_PAUSE_SECONDS, `must be a number of seconds from 0 to ${LONGEST_PAUSE_SECONDS}`)
    .default(0)
    .describe('pause before the first of them, in seconds; it doubles with each, up to an hour'),
});

export const retriesSchema = z
  .partialRecord(z.enum(failureKindNames), retryRuleSchema)
  .optional()
  .describe('which failures are tried again, by kind; of a kind that is absent the default holds');

export type Retries = z.infer<typeof retriesSchema>;

export const retryRuleOf = ({ retries }: { readonly retries?: Retries }, failure: FailureKind): RetryRule =>
  retries?.[failure] ?? defaultRetryRules[failure];

/** @param earlier failures of the kind before this one */
export const pauseBeforeRetry = ({ afterSeconds }: RetryRule, earlier: number): number =>
  Math.min(afterSeconds * 2 ** earlier, LONGEST_PAUSE_SECONDS);

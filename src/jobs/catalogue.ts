import { z } from 'zod';

const correlationId = z.string().min(1);

interface JobDefinition<T> {
  /** A queue carries one kind of job. */
  readonly queue: string;
  readonly payload: z.ZodType<T>;
  /** Equal keys are the same piece of work: while one waits or runs, another is not added. */
  readonly key: (payload: T) => string;
}

const job = <T>(definition: JobDefinition<T>): JobDefinition<T> => definition;

/**
 * Every job of the product. A job is only a wake-up: it names rows, and what is to be done is read
 * from them, so that a job may be lost or run twice without harm.
 */
export const jobs = {
  /**
   * Takes a session as far as it goes without a trial in progress. `cause` is what woke it. With `ifAt` nothing is to be
   * done once the session has left that policy version: then somebody else advances it.
   */
  advanceSession: job({
    queue: 'search',
    payload: z.object({
      sessionId: z.uuid(),
      cause: z.string().min(1),
      ifAt: z.int().min(0).optional(),
      correlationId,
    }),
    key: ({ sessionId, cause }) => `${sessionId}.${cause}`,
  }),
} as const;

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]['payload']>;

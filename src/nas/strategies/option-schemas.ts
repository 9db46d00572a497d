import { z } from 'zod';

/** A whole number from `minimum` to `maximum`, with one message for everything that is not. */
export const wholeNumber = (minimum: number, maximum: number) => {
  const range = `must be a whole number from ${minimum} to ${maximum}`;
  return z.number({ error: range }).int(range).min(minimum, range).max(maximum, range);
};

/** A number from `minimum` to `maximum`, with one message for everything that is not. */
export const realNumber = (minimum: number, maximum: number) => {
  const range = `must be a number from ${minimum} to ${maximum}`;
  return z.number({ error: range }).min(minimum, range).max(maximum, range);
};

/** Observations of one update, for strategies that learn from each result as it comes. */
export const oneByOne = wholeNumber(1, 1024).default(1).describe('architectures of one update');

/** A number above 0. */
export const positive = z.number({ error: 'must be a number above 0' }).positive('must be above 0');

export const importanceLimit = realNumber(1, 1000)
  .default(2)
  .describe('greatest weight of a result whose architecture an earlier policy proposed');

export const failureReward = z
  .number({ error: 'must be a finite number or null' })
  .nullable()
  .default(0)
  .describe('what a failed or infeasible trial counts as; null leaves it out of the update');

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

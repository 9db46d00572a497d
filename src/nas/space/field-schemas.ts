import { z } from 'zod';

export const wholeNumber = (minimum: number, maximum: number, example: number) => {
  const range = `must be a whole number from ${minimum} to ${maximum}, e.g. ${example}`;
  return z.number({ error: range }).int(range).min(minimum, range).max(maximum, range);
};

/** A list of 1 to `maximum` values; `example` is its default, and shown to those who sent something else. */
export const list = <T extends number | string>(
  value: z.ZodType<T>,
  maximum: number,
  example: readonly T[],
) => {
  const shown = `e.g. ${JSON.stringify(example)}`;
  return z
    .array(value, { error: `must be a list, ${shown}` })
    .min(1, `needs at least one entry, ${shown}`)
    .max(maximum, `must have at most ${maximum} entries, ${shown}`)
    .default([...example]);
};

/** Refuses a value that is listed twice. */
export function refuseRepeats(
  values: readonly (number | string)[],
  context: z.RefinementCtx,
  hint = '',
): void {
  values.forEach((value, index) => {
    if (values.indexOf(value) === index) return;
    context.addIssue({
      code: 'custom',
      path: [index],
      message: `repeats ${value}: list each choice once${hint}`,
    });
  });
}

/** The same object with its keys in order: a database that stores JSON by content keeps no order of its own. */
export const sortedByKey = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

import { z } from 'zod';
import { type Quantities, type QuantityName, quantityNames } from './quantities.js';

const limit = (what: string) => {
  const message = 'must be a number above 0';
  return z
    .number({ error: message })
    .positive(message)
    .max(1e15, 'must be at most 1e15')
    .optional()
    .describe(what);
};

/** Greatest values that an architecture may have; one that is above is not trained. */
export const constraintsSchema = z.strictObject({
  parameters: limit('greatest number of trainable numbers'),
  flops: limit('greatest number of floating-point operations for one example, two for each multiply-add'),
  latencyMs: limit('greatest latency in milliseconds'),
} satisfies Record<QuantityName, z.ZodType>);

export type Constraints = Readonly<z.infer<typeof constraintsSchema>>;

/**
 * What makes an architecture infeasible, in words; nothing where it is feasible. A quantity that is limited but not
 * known violates its limit: a hard constraint is shown to hold or does not.
 */
export function violationsOf(constraints: Constraints | undefined, quantities: Quantities): string[] {
  return quantityNames.flatMap((name) => {
    const most = constraints?.[name];
    if (most === undefined) return [];
    const value = quantities[name];
    if (value === null) return [`${name} is not known, and must be at most ${most}`];
    return value <= most ? [] : [`${name} is ${value}, and must be at most ${most}`];
  });
}

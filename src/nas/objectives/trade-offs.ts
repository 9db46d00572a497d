import { z } from 'zod';
import { type Quantities, quantityNames } from './quantities.js';

const exponent = (what: string) => {
  const range = 'must be a number from -100 to 0';
  return z.number({ error: range }).min(-100, range).max(0, range).default(-0.07).describe(what);
};

/** A factor (value / target) ^ exponent of the reward, as MnasNet's: Tan et al., CVPR 2019, section 3. */
export const tradeOffSchema = z.strictObject({
  quantity: z
    .enum(quantityNames, { error: `must be one of ${quantityNames.join(', ')}` })
    .describe('what is paid for'),
  target: z
    .number({ error: 'must be a number above 0' })
    .positive('must be a number above 0')
    .max(1e15, 'must be at most 1e15')
    .describe('value of the quantity at which the reward stays as it is'),
  exponentBelow: exponent('exponent up to the target; 0 gives nothing for being below'),
  exponentAbove: exponent('exponent above the target; the lower, the harder'),
});

export type TradeOff = Readonly<z.infer<typeof tradeOffSchema>>;

/**
 * The product over trade-offs of (value / target) ^ exponent; undefined where a quantity is not known. MnasNet's soft
 * constraint has both exponents -0.07, its hard one 0 and -1.
 */
export function tradeOffFactor(tradeOffs: readonly TradeOff[], quantities: Quantities): number | undefined {
  let factor = 1;
  for (const { quantity, target, exponentBelow, exponentAbove } of tradeOffs) {
    const value = quantities[quantity];
    if (value === null) return undefined;
    factor *= (value / target) ** (value <= target ? exponentBelow : exponentAbove);
  }
  return factor;
}

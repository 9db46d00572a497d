import type { Random } from '../../random.js';
import type { Decision } from '../../space/index.js';

/** An independent distribution for each decision. */
export type Distributions = readonly (readonly number[])[];

/** The softmax of each decision's logits, which lie one decision after the other. */
export function distributionsOf(decisions: readonly Decision[], logits: readonly number[]): Distributions {
  let start = 0;
  return decisions.map(({ choices }) => {
    const own = logits.slice(start, start + choices.length);
    start += choices.length;
    const greatest = Math.max(...own);
    const powers = own.map((logit) => Math.exp(logit - greatest));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  });
}

export function drawTokens(distributions: Distributions, random: Random): number[] {
  return distributions.map((distribution) => {
    let rest = random.uniform();
    const token = distribution.findIndex((probability) => {
      rest -= probability;
      return rest < 0;
    });
    // Rounding may leave the sum a little below the number drawn.
    return token < 0 ? distribution.length - 1 : token;
  });
}

/** Natural logarithm. */
export function logProbabilityOf(distributions: Distributions, tokens: readonly number[]): number {
  return distributions.reduce((sum, one, position) => sum + Math.log(one[tokens[position] ?? 0] ?? 0), 0);
}

/** Gradient of `logProbabilityOf` by the logits. */
export function scoreOf(distributions: Distributions, tokens: readonly number[]): number[] {
  return distributions.flatMap((one, position) =>
    one.map((probability, token) => (token === tokens[position] ? 1 : 0) - probability),
  );
}

/** Of each decision, in nats. */
export function entropiesOf(distributions: Distributions): number[] {
  return distributions.map((one) =>
    one.reduce((sum, probability) => sum - (probability > 0 ? probability * Math.log(probability) : 0), 0),
  );
}

export const likeliestTokens = (distributions: Distributions): number[] =>
  distributions.map((one) => one.indexOf(Math.max(...one)));

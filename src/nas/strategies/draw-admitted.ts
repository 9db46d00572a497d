import { isAdmitted, type SearchSpace, SpaceError } from '../space/index.js';

/** Rounds without an admitted architecture after which the policy counts as lost. */
const MOST_FRUITLESS_ROUNDS = 10_000;

/**
 * Draws of a policy until `count` are architectures of the space: the policy given that the rules hold. What is left
 * out of its gradient, the gradient of the probability that they hold, is multiplied by reward - baseline, and so is
 * zero on average where the baseline is the mean. Decisions without meaning stay as drawn: rewards do not depend on
 * them, which leaves the gradient without bias too.
 * @param draw continues one stream of draws, so that asking in several calls changes nothing
 * @throws SpaceError NOTHING_ADMITTED
 */
export async function drawAdmitted<Draw extends { readonly tokens: readonly number[] }>(
  space: SearchSpace,
  count: number,
  draw: (count: number) => Draw[] | Promise<Draw[]>,
): Promise<Draw[]> {
  const admitted: Draw[] = [];
  let fruitless = 0;
  while (admitted.length < count) {
    const drawn = await draw(count - admitted.length);
    const fit = drawn.filter(({ tokens }) => isAdmitted(space, tokens));
    admitted.push(...fit);
    fruitless = fit.length === 0 ? fruitless + 1 : 0;
    if (fruitless < MOST_FRUITLESS_ROUNDS) continue;
    throw new SpaceError(
      'NOTHING_ADMITTED',
      `the policy drew nothing that the rules of the space admit in ${MOST_FRUITLESS_ROUNDS} rounds`,
    );
  }
  return admitted;
}

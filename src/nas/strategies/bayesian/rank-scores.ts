/**
 * The logits of the rewards' ranks, equal rewards alike: what a predictor of Gaussian errors learns from. The many bad
 * architectures, some of them near zero, would otherwise be most of what it tells apart; even ranks would hide how far
 * the best stand out.
 */
export function rankScores(rewards: readonly number[]): number[] {
  const sorted = rewards.toSorted((a, b) => a - b);
  const places = new Map<number, { first: number; count: number }>();
  sorted.forEach((reward, place) => {
    const known = places.get(reward);
    if (known) known.count += 1;
    else places.set(reward, { first: place, count: 1 });
  });
  return rewards.map((reward) => {
    const { first, count } = places.get(reward) ?? { first: 0, count: 1 };
    const share = (first + count / 2) / rewards.length;
    return Math.log(share / (1 - share));
  });
}

/**
 * The rewards' ranks as shares u of the whole, spread by log(u / (1 - u)), equal rewards alike. Ranks, as a few failures
 * with a reward near zero would otherwise be all that a tree tells apart; spread, as telling the best from the good matters
 * more than telling the middling from one another.
 */
export function rankTargets(rewards: readonly number[]): number[] {
  const sorted = rewards.toSorted((a, b) => a - b);
  const places = new Map<number, { first: number; count: number }>();
  sorted.forEach((reward, place) => {
    const known = places.get(reward);
    if (known) known.count += 1;
    else places.set(reward, { first: place, count: 1 });
  });
  return rewards.map((reward) => {
    const { first, count } = places.get(reward) ?? { first: 0, count: 1 };
    const below = first + count / 2;
    return Math.log(below / (rewards.length - below));
  });
}

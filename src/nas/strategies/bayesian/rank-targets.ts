/**
 * The rewards' ranks, spread evenly over -1..1, equal rewards alike: a few failures with a reward near zero would
 * otherwise be all that a tree tells apart.
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
    return (2 * first + count) / rewards.length - 1;
  });
}

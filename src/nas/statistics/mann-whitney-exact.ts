import type { MannWhitneyResult } from './mann-whitney.js';

/**
 * Mann-Whitney U test of two small independent samples: of all ways to divide the values into two such samples, ties included, the
 * share whose U lies as far out, twice that of the smaller tail. Null when a sample is empty or all values are equal.
 */
export function mannWhitneyExact(
  first: readonly number[],
  second: readonly number[],
): MannWhitneyResult | null {
  const n = first.length;
  const m = second.length;
  const all = [...first, ...second];
  if (n === 0 || m === 0 || all.every((value) => value === all[0])) return null;
  const ranks = all.map((value) => doubledRank(value, all));
  const sum = ranks.slice(0, n).reduce((total, rank) => total + rank, 0);
  const ways = waysBySum(ranks, n);
  const total = ways.reduce((count, of) => count + of, 0);
  const below = ways.slice(0, sum + 1).reduce((count, of) => count + of, 0);
  const above = ways.slice(sum).reduce((count, of) => count + of, 0);
  const u = sum / 2 - (n * (n + 1)) / 2;
  return { u, superiority: u / (n * m), pValue: Math.min(1, (2 * Math.min(below, above)) / total) };
}

/** Twice the mean rank of equal values, which is whole. */
function doubledRank(value: number, all: readonly number[]): number {
  const smaller = all.filter((other) => other < value).length;
  const equal = all.filter((other) => other === value).length;
  return 2 * smaller + equal + 1;
}

/** How many choices of `size` of the ranks have which sum: by adding one rank at a time. */
function waysBySum(ranks: readonly number[], size: number): number[] {
  const most = ranks.reduce((total, rank) => total + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Array<number>(most + 1).fill(0));
  const none = ways[0];
  if (none) none[0] = 1;
  for (const rank of ranks) {
    // From the largest choice down, so that a rank is taken once.
    for (let chosen = size; chosen >= 1; chosen -= 1) {
      const to = ways[chosen] ?? [];
      const from = ways[chosen - 1] ?? [];
      for (let sum = most; sum >= rank; sum -= 1) to[sum] = (to[sum] ?? 0) + (from[sum - rank] ?? 0);
    }
  }
  return ways[size] ?? [];
}

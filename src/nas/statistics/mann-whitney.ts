export interface MannWhitneyResult {
  /** Pairs in which the first sample's value is greater, ties counted half. */
  readonly u: number;
  /** Chance that a value of the first sample is greater than one of the second, ties counted half: u / (n m). */
  readonly superiority: number;
  /** Two-sided. */
  readonly pValue: number;
}

/**
 * Mann-Whitney U test of two independent samples (Mann & Whitney, 1947), by the normal approximation with
 * correction for ties and for continuity. Null when a sample is empty or all values are equal.
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitneyResult | null {
  const n = first.length;
  const m = second.length;
  const total = n + m;
  const { rankSum, tieTerm } = rankSumOf(first, second);
  const u = rankSum - (n * (n + 1)) / 2;
  const variance = ((n * m) / 12) * (total + 1 - tieTerm / (total * (total - 1)));
  if (n === 0 || m === 0 || !(variance > 0)) return null;
  const distance = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5);
  const pValue = Math.min(1, 2 * upperTail(distance / Math.sqrt(variance)));
  return { u, superiority: u / (n * m), pValue };
}

/** Sum of the first sample's mid-ranks in the union, and the sum of t^3 - t over groups of t equal values. */
function rankSumOf(first: readonly number[], second: readonly number[]) {
  const all = [
    ...first.map((value) => ({ value, mine: 1 })),
    ...second.map((value) => ({ value, mine: 0 })),
  ].sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let tieTerm = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    let mine = 0;
    while (end < all.length && all[end]?.value === all[start]?.value) {
      mine += all[end]?.mine ?? 0;
      end += 1;
    }
    const ties = end - start;
    rankSum += mine * ((start + 1 + end) / 2);
    tieTerm += ties ** 3 - ties;
    start = end;
  }
  return { rankSum, tieTerm };
}

/**
 * P(Z > z) of the standard normal distribution for z >= 0, as half of erfc(z / sqrt 2).
 * erfc by its continued fraction, evaluated from the tail (Abramowitz & Stegun 7.1.14), and by its series for small z
 * (7.1.5).
 */
function upperTail(z: number): number {
  const x = z / Math.SQRT2;
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let k = 1; k < 60; k += 1) {
      term *= -(x * x) / k;
      sum += term / (2 * k + 1);
    }
    return 0.5 - sum / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let k = 60; k >= 1; k -= 1) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / (x + fraction) / Math.sqrt(Math.PI) / 2;
}

import { mannWhitney } from '../../nas/statistics/mann-whitney.js';
import { mean } from '../../nas/statistics/mean.js';

export const conclusions = ['BETTER', 'NOT_DISTINGUISHABLE', 'WORSE'] as const;
export type Conclusion = (typeof conclusions)[number];

/** How a search compares with its random control arm. */
export interface Verdict {
  readonly conclusion: Conclusion;
  readonly bestDifference: number;
  readonly meanDifference: number;
  readonly superiority: number;
  readonly pValue: number;
  readonly seeds: number;
  readonly sentence: string;
}

const SIGNIFICANCE = 0.05;

/** A difference of accuracies in percentage points, with its sign. */
export const points = (difference: number): string =>
  `${difference < 0 ? '' : '+'}${(100 * difference).toFixed(2)} points`;

/**
 * Compares the validation accuracies of what a strategy proposed with those of random proposals, by a
 * two-sided Mann-Whitney U test. With one seed it judges this run, not the strategy.
 * Null while an arm has no result.
 */
export function verdictOf(search: readonly number[], control: readonly number[]): Verdict | null {
  if (search.length === 0 || control.length === 0) return null;
  const bestDifference = Math.max(...search) - Math.max(...control);
  const meanDifference = mean(search) - mean(control);
  const test = mannWhitney(search, control) ?? { superiority: 0.5, pValue: 1 };
  const conclusion = conclude(test.superiority, test.pValue);
  const measured =
    `best ${points(bestDifference)}, mean ${points(meanDifference)} against random ` +
    `(Mann-Whitney p = ${test.pValue.toPrecision(2)}, ${search.length} and ${control.length} trials, 1 seed)`;
  return {
    conclusion,
    bestDifference,
    meanDifference,
    superiority: test.superiority,
    pValue: test.pValue,
    seeds: 1,
    sentence: `${openings[conclusion]}: ${measured}`,
  };
}

const openings: Readonly<Record<Conclusion, string>> = {
  BETTER: 'Its proposals are better than random ones',
  NOT_DISTINGUISHABLE: 'Its proposals cannot be told from random ones',
  WORSE: 'Its proposals are worse than random ones',
};

export function conclude(superiority: number, pValue: number): Conclusion {
  if (pValue >= SIGNIFICANCE) return 'NOT_DISTINGUISHABLE';
  return superiority > 0.5 ? 'BETTER' : 'WORSE';
}

import { mannWhitney } from '../../nas/statistics/mann-whitney.js';
import { mannWhitneyExact } from '../../nas/statistics/mann-whitney-exact.js';
import { mean } from '../../nas/statistics/mean.js';
import { type Conclusion, conclude, points } from '../sessions/index.js';

/** What the two samples of a test are made of. */
export const comparedNames = ['SESSIONS', 'PROPOSALS'] as const;
export type Compared = (typeof comparedNames)[number];

/** An arm as far as it is judged. */
export interface JudgedArm {
  /** Of each session with a result the best accuracy within the shared budget. */
  readonly bests: readonly number[];
  /** Of all its sessions the accuracies within the shared budget; none where sessions are compared. */
  readonly proposals: readonly number[];
  /** Different ones. */
  readonly seeds: number;
}

/** Whether an arm did better than random ones with the same budget. */
export interface ArmVerdict {
  readonly test: string;
  readonly compared: Compared;
  readonly conclusion: Conclusion;
  readonly bestDifference: number;
  readonly superiority: number;
  readonly pValue: number;
  readonly seeds: number;
  readonly randomSeeds: number;
  readonly sentence: string;
}

/** Sessions up to which every way to divide them is counted. */
const SMALL = 40;

/**
 * With two seeds or more on either side sessions are compared, each by the best that it found, which judges the strategy. With
 * fewer, proposals are compared, which judges this run.
 */
export const comparesSessions = (arm: Pick<JudgedArm, 'seeds'>, random: Pick<JudgedArm, 'seeds'>): boolean =>
  arm.seeds >= 2 && random.seeds >= 2;

/** Null while a side has no result. */
export function armVerdict(arm: JudgedArm, random: JudgedArm): ArmVerdict | null {
  if (arm.bests.length === 0 || random.bests.length === 0) return null;
  const bySession = comparesSessions(arm, random);
  const { test, result } = bySession
    ? sessionTest(arm.bests, random.bests)
    : { test: APPROXIMATE, result: mannWhitney(arm.proposals, random.proposals) };
  const { superiority, pValue } = result ?? { superiority: 0.5, pValue: 1 };
  const compared = bySession ? 'SESSIONS' : 'PROPOSALS';
  const conclusion = conclude(superiority, pValue);
  const bestDifference = mean(arm.bests) - mean(random.bests);
  return {
    test,
    compared,
    conclusion,
    bestDifference,
    superiority,
    pValue,
    seeds: arm.seeds,
    randomSeeds: random.seeds,
    sentence:
      `${openings[compared][conclusion]}: best ${points(bestDifference)} on average (Mann-Whitney p = ` +
      `${pValue.toPrecision(2)}, ${arm.seeds} and ${random.seeds} seeds${caveat(arm, random, compared)})`,
  };
}

const EXACT = 'Mann-Whitney U, two-sided, exact';
const APPROXIMATE = 'Mann-Whitney U, two-sided, normal approximation';

function sessionTest(first: readonly number[], second: readonly number[]) {
  const small = first.length + second.length <= SMALL;
  return small
    ? { test: EXACT, result: mannWhitneyExact(first, second) }
    : { test: APPROXIMATE, result: mannWhitney(first, second) };
}

function caveat({ bests }: JudgedArm, random: JudgedArm, compared: Compared): string {
  if (compared === 'PROPOSALS') return ': this judges the runs, not the strategy';
  const ways = choices(bests.length + random.bests.length, bests.length);
  return 2 / ways >= 0.05 ? ': too few for any difference to show' : '';
}

const choices = (of: number, chosen: number): number =>
  Array.from({ length: chosen }).reduce<number>((ways, _, index) => (ways * (of - index)) / (index + 1), 1);

const openings: Readonly<Record<Compared, Readonly<Record<Conclusion, string>>>> = {
  SESSIONS: {
    BETTER: 'It finds better networks than random search',
    NOT_DISTINGUISHABLE: 'What it finds cannot be told from what random search finds',
    WORSE: 'It finds worse networks than random search',
  },
  PROPOSALS: {
    BETTER: 'Its proposals are better than random ones',
    NOT_DISTINGUISHABLE: 'Its proposals cannot be told from random ones',
    WORSE: 'Its proposals are worse than random ones',
  },
};

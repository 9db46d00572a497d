import { type MeanInterval, meanInterval } from '../../nas/statistics/mean-interval.js';
import type { TrialView } from './trial.read-model.js';

/** An architecture that was trained once more by the final recipe, from one seed or from several. */
export interface Finalist {
  readonly architecture: TrialView['architecture'];
  /** Of the trainings that succeeded; null while there is none. */
  readonly reward: MeanInterval | null;
  readonly validation: MeanInterval | null;
  readonly test: MeanInterval | null;
  /** Trainings that ended without a result. */
  readonly failed: number;
  /** By seed. */
  readonly trials: readonly TrialView[];
}

type Run = Pick<
  TrialView,
  'number' | 'state' | 'reward' | 'validationAccuracy' | 'testAccuracy' | 'architecture'
>;

/**
 * Ranks finalists, best first. One is as good as the mean reward of its trainings; one of which some failed comes after all that
 * trained from more seeds, since a mean of what is left would flatter it. Of equal means the greater lower end of the 95 %
 * interval is better, then the one that the search ranked higher.
 * @param runs FINAL trials of one session
 */
export function rankFinalists(runs: readonly TrialView[]): Finalist[] {
  const groups = new Map<string, TrialView[]>();
  for (const run of [...runs].sort(byNumber)) {
    const { id } = run.architecture;
    groups.set(id, [...(groups.get(id) ?? []), run]);
  }
  return [...groups.values()].map(finalistOf).sort(compare);
}

/** Of the first finalist the network that the session hands out: that of its best training. Null while none has succeeded. */
export function winnerOf([first]: readonly Finalist[]): TrialView | null {
  const trained = (first?.trials ?? []).filter(({ state }) => state === 'SUCCEEDED');
  return [...trained].sort((a, b) => (b.reward ?? 0) - (a.reward ?? 0) || byNumber(a, b))[0] ?? null;
}

function finalistOf(trials: readonly TrialView[]): Finalist {
  const [first] = trials;
  if (!first) throw new Error('a finalist has a trial');
  const succeeded = trials.filter(({ state }) => state === 'SUCCEEDED');
  const over = (measure: (run: Run) => number | null) =>
    meanInterval(succeeded.map(measure).filter((value) => value !== null));
  return {
    architecture: first.architecture,
    reward: over(({ reward }) => reward),
    validation: over(({ validationAccuracy }) => validationAccuracy),
    test: over(({ testAccuracy }) => testAccuracy),
    failed: trials.filter(({ state }) => state === 'FAILED' || state === 'INFEASIBLE').length,
    trials,
  };
}

const byNumber = (a: Pick<Run, 'number'>, b: Pick<Run, 'number'>): number => a.number - b.number;

/** Below every number, also where both are. */
const LEAST = -Number.MAX_VALUE;

const compare = (a: Finalist, b: Finalist): number =>
  (b.reward?.count ?? 0) - (a.reward?.count ?? 0) ||
  (b.reward?.mean ?? LEAST) - (a.reward?.mean ?? LEAST) ||
  (b.reward?.lower ?? LEAST) - (a.reward?.lower ?? LEAST) ||
  (a.trials[0]?.number ?? 0) - (b.trials[0]?.number ?? 0);

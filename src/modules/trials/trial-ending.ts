import {
  bestOf,
  type Objective,
  type Quantities,
  RewardError,
  rewardOf,
} from '../../nas/objectives/index.js';
import type { EpochReport, TrainingOutcome } from '../../training/index.js';
import type { TrialEnding } from './trial-lease.js';
import type { TrialPurpose } from './trial-state.js';

/** What of a trial decides its reward, beside its measurements. */
export interface Rewarded {
  readonly purpose: TrialPurpose;
  readonly objective: Objective;
  readonly quantities: Quantities;
}

/**
 * What a training's outcome means for its trial.
 * @param history every epoch, in order
 * @param seconds that the device was busy with it
 */
export function endingOf(
  outcome: TrainingOutcome,
  trial: Rewarded,
  history: readonly EpochReport[],
  seconds: number,
): TrialEnding {
  const deviceSeconds = seconds;
  if (outcome.kind === 'cancelled') return { state: 'CANCELLED', deviceSeconds };
  if (outcome.kind === 'failed') {
    const { failure, message, log } = outcome;
    return { state: 'FAILED', failure, failureMessage: message, failureLog: log, deviceSeconds };
  }
  try {
    return {
      state: 'SUCCEEDED',
      ...resultOf(trial, history),
      deviceSeconds,
      ...(outcome.final && { testAccuracy: outcome.final.testAccuracy, onnx: outcome.final.onnx }),
    };
  } catch (error) {
    if (!(error instanceof RewardError)) throw error;
    return { state: 'FAILED', failure: 'NOT_A_NUMBER', failureMessage: error.message, deviceSeconds };
  }
}

/** What the epochs are worth of a trial that is stopped before its last one. */
export function earlyEndingOf(trial: Rewarded, history: readonly EpochReport[]): TrialEnding {
  const deviceSeconds = history.reduce((sum, { seconds }) => sum + seconds, 0);
  try {
    return { state: 'EARLY_STOPPED', ...resultOf(trial, history), deviceSeconds };
  } catch (error) {
    if (!(error instanceof RewardError)) throw error;
    return { state: 'FAILED', failure: 'NOT_A_NUMBER', failureMessage: error.message, deviceSeconds };
  }
}

/**
 * The reward of the epochs so far, and the accuracy of the one that it speaks of.
 * @throws RewardError
 */
function resultOf(
  { purpose, objective, quantities }: Rewarded,
  history: readonly EpochReport[],
): Pick<TrialEnding, 'validationAccuracy' | 'reward'> {
  // A finalist is kept as it is after its last epoch, so no better epoch may speak for it.
  const window = purpose === 'FINAL' ? 1 : objective.window;
  const values = history.map((report) => report[objective.metric]);
  const reward = rewardOf({ ...objective, window }, values, quantities);
  const best = bestOf(objective, values.slice(-window));
  const spoken = history.slice(-window).filter((report) => report[objective.metric] === best);
  return { reward, validationAccuracy: Math.max(...spoken.map((report) => report.validationAccuracy)) };
}

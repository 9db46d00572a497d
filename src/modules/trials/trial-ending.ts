import { type Objective, RewardError, rewardOf } from '../../nas/objectives/index.js';
import type { TrainingOutcome } from '../../training/index.js';
import type { TrialEnding } from './trial-lease.js';
import type { TrialPurpose } from './trial-state.js';

/**
 * What a training's outcome means for its trial.
 * @param history validation accuracy of each epoch, in order
 * @param seconds that the device was busy with it
 */
export function endingOf(
  outcome: TrainingOutcome,
  purpose: TrialPurpose,
  objective: Objective,
  history: readonly number[],
  seconds: number,
): TrialEnding {
  const deviceSeconds = seconds;
  if (outcome.kind === 'cancelled') return { state: 'CANCELLED', deviceSeconds };
  if (outcome.kind === 'failed') {
    const { failure, message, log } = outcome;
    return { state: 'FAILED', failure, failureMessage: message, failureLog: log, deviceSeconds };
  }
  // A finalist is kept as it is after its last epoch, so no better epoch may speak for it.
  const window = purpose === 'FINAL' ? 1 : objective.window;
  try {
    return {
      state: 'SUCCEEDED',
      validationAccuracy: Math.max(...history.slice(-window)),
      reward: rewardOf({ ...objective, window }, history),
      deviceSeconds,
      ...(outcome.final && { testAccuracy: outcome.final.testAccuracy, onnx: outcome.final.onnx }),
    };
  } catch (error) {
    if (!(error instanceof RewardError)) throw error;
    return { state: 'FAILED', failure: 'NOT_A_NUMBER', failureMessage: error.message, deviceSeconds };
  }
}

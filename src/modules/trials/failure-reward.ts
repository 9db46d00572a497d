import { failureRewardOf, type Objective } from '../../nas/objectives/index.js';
import type { TrialEnding } from './trial-lease.js';

/** The ending with what the objective says that such a failure is worth, if it says anything. */
export function withFailureReward(objective: Objective, ending: TrialEnding): TrialEnding {
  const failure = ending.state === 'INFEASIBLE' ? ending.state : ending.failure;
  const reward = failure === undefined ? null : failureRewardOf(objective, failure);
  return reward === null ? ending : { ...ending, reward };
}

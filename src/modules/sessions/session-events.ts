import type { SessionEventPayload } from '../events/index.js';
import type { StoredTrial } from './drafted-trials.js';
import type { DraftTrial, PolicyUpdate } from './session-turn.js';

/** What a turn tells of: each trial that it added and each update, in the order in which they came to pass. */
export function turnEvents(
  happened: readonly (DraftTrial | PolicyUpdate)[],
  stored: readonly StoredTrial[],
): SessionEventPayload[] {
  const byId = new Map(stored.map((trial) => [trial.id, trial]));
  return happened.flatMap((item) => {
    if ('telemetry' in item) return [updateEvent(item)];
    const trial = byId.get(item.id);
    return trial ? [trialEvent(trial)] : [];
  });
}

/** How a trial is told of when it is added: waiting, or with its result. */
function trialEvent(trial: StoredTrial): SessionEventPayload {
  const { id, number, purpose, hash, ending, cachedFromId } = trial;
  return {
    type: 'TRIAL_STATE_CHANGED',
    trial: {
      id,
      number,
      purpose,
      state: ending?.state ?? 'QUEUED',
      attempt: 1,
      hash,
      validationAccuracy: ending?.validationAccuracy ?? null,
      reward: ending?.reward ?? null,
      failure: ending?.failure ?? null,
      cached: cachedFromId !== null,
    },
  };
}

function updateEvent({ version, telemetry }: PolicyUpdate): SessionEventPayload {
  const { rewardMean, rewardBest, baseline, entropy, uniqueRate } = telemetry;
  return { type: 'POLICY_UPDATED', version, rewardMean, rewardBest, baseline, entropy, uniqueRate };
}

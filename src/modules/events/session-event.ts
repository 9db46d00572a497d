/** A trial as an event tells of it. */
export interface TrialSnapshot {
  readonly id: string;
  readonly number: number;
  readonly purpose: string;
  readonly state: string;
  readonly attempt: number;
  readonly hash: string;
  readonly validationAccuracy: number | null;
  readonly reward: number | null;
  readonly failure: string | null;
  readonly cached: boolean;
}

export type SessionEventPayload =
  | { readonly type: 'SESSION_STATE_CHANGED'; readonly state: string; readonly stopReason: string | null }
  | { readonly type: 'TRIAL_STATE_CHANGED'; readonly trial: TrialSnapshot }
  | {
      readonly type: 'EPOCH_REPORTED';
      readonly trialId: string;
      readonly number: number;
      readonly epoch: number;
      /** Absent where it is not a finite number: JSON has none. */
      readonly validationAccuracy: number | null;
      readonly trainLoss: number | null;
    }
  | {
      readonly type: 'POLICY_UPDATED';
      readonly version: number;
      readonly rewardMean: number | null;
      readonly rewardBest: number | null;
      readonly baseline: number | null;
      readonly entropy: number | null;
      readonly uniqueRate: number;
    };

export type SessionEvent = SessionEventPayload & {
  readonly sessionId: string;
  readonly sequence: number;
  readonly createdAt: Date;
};

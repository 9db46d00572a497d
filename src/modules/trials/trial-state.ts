/**
 * QUEUED -> RUNNING (leased) -> SUCCEEDED | EARLY_STOPPED | FAILED | CANCELLED; a lost lease leads back to QUEUED. What breaks a
 * constraint of the experiment is INFEASIBLE from its proposal on.
 */
export const trialStates = [
  'QUEUED',
  'RUNNING',
  'SUCCEEDED',
  'EARLY_STOPPED',
  'FAILED',
  'INFEASIBLE',
  'CANCELLED',
] as const;
export type TrialState = (typeof trialStates)[number];

/** SEARCH trials are proposed by the strategy and rewarded; FINAL ones train a finalist once more and test it. */
export const trialPurposes = ['SEARCH', 'FINAL'] as const;
export type TrialPurpose = (typeof trialPurposes)[number];

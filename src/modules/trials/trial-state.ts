/** QUEUED -> RUNNING (leased) -> SUCCEEDED | FAILED | CANCELLED; a lost lease leads back to QUEUED. */
export const trialStates = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
export type TrialState = (typeof trialStates)[number];

/** SEARCH trials are proposed by the strategy and rewarded; FINAL ones train a finalist once more and test it. */
export const trialPurposes = ['SEARCH', 'FINAL'] as const;
export type TrialPurpose = (typeof trialPurposes)[number];

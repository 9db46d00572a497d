import type { SearchInput } from './generated/operations.js';

/** What a file to be submitted holds: a problem, and how to search it. */
export interface Submission {
  /** As createExperiment takes it. */
  readonly experiment: unknown;
  /** As startSearchSession takes it; the experiment is filled in. */
  readonly search: SearchInput;
}

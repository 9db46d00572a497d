import type { JobName } from '../../jobs/index.js';
import type { ExperimentDefinition } from '../experiments/index.js';

/** The job that evaluates a trial, by the evaluator of its experiment: a look-up does not wait behind trainings. */
export const evaluationJobs = {
  train: 'evaluateTrial',
  tabular: 'lookUpTrial',
} as const satisfies Readonly<Record<ExperimentDefinition['evaluator']['kind'], JobName>>;

import { z } from 'zod';
import { realNumber, wholeNumber } from '../option-schemas.js';

/** The defaults were chosen on NAS-Bench-Macro. */
export const bayesianOptionsSchema = z.strictObject({
  batchSize: wholeNumber(1, 1024).default(1).describe('architectures between two fits of the predictor'),
  initialSamples: wholeNumber(1, 10_000).default(5).describe('random architectures before the first fit'),
  trees: wholeNumber(2, 1000).default(100).describe('trees of the predictor'),
  featureShare: realNumber(0.01, 1)
    .default(0.33)
    .describe('share of the features that a split chooses among'),
  confidence: realNumber(0, 100)
    .default(0.5)
    .describe("deviations of the trees' predictions that are added to their mean: above 0 it explores"),
  parents: wholeNumber(1, 1000).default(10).describe('best architectures whose neighbours are candidates'),
  randomCandidates: wholeNumber(0, 100_000)
    .default(100)
    .describe('random architectures among the candidates'),
  history: wholeNumber(10, 100_000)
    .default(1000)
    .describe('results that the predictor learns from: the newest; it bounds the time of a fit'),
});

export type BayesianOptions = Readonly<z.infer<typeof bayesianOptionsSchema>>;

import { z } from 'zod';
import { realNumber, wholeNumber } from '../option-schemas.js';

/** The defaults were chosen on NAS-Bench-Macro. */
export const bayesianOptionsSchema = z.strictObject({
  batchSize: wholeNumber(1, 1024).default(4).describe('architectures between two fits of the predictor'),
  initialSamples: wholeNumber(1, 10_000).default(10).describe('random architectures before the first fit'),
  confidence: realNumber(0, 100)
    .default(1)
    .describe('deviations of the predictor that are added to its mean: above 0 it explores'),
  parents: wholeNumber(1, 1000).default(10).describe('best architectures whose neighbours are candidates'),
  randomCandidates: wholeNumber(0, 100_000)
    .default(1000)
    .describe('random architectures among the candidates'),
  history: wholeNumber(10, 2000)
    .default(500)
    .describe(
      'results that the predictor learns from, the newest beside the best parents; it bounds the time of a fit',
    ),
});

export type BayesianOptions = Readonly<z.infer<typeof bayesianOptionsSchema>>;

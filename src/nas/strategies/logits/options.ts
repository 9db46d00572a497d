import { z } from 'zod';
import { failureReward, importanceLimit, oneByOne, realNumber } from '../option-schemas.js';

/** The defaults are those of the benchmark's authors. */
export const logitsOptionsSchema = z.strictObject({
  batchSize: oneByOne,
  learningRate: realNumber(1e-8, 1).default(0.01).describe("Adam's step size"),
  initialDeviation: realNumber(0, 10).default(1e-3).describe('deviation of the logits at the start'),
  baselineDecay: realNumber(0, 0.9999)
    .nullable()
    .default(0.9)
    .describe('decay, by one reward, of the average that rewards are compared with; null for no baseline'),
  importanceLimit,
  failureReward,
});

export type LogitsOptions = Readonly<z.infer<typeof logitsOptionsSchema>>;

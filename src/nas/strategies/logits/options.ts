import { z } from 'zod';
import { oneByOne, realNumber } from '../option-schemas.js';

/** The defaults are those of the benchmark's authors. */
export const logitsOptionsSchema = z.strictObject({
  batchSize: oneByOne,
  learningRate: realNumber(1e-8, 1).default(0.01).describe("Adam's step size"),
  initialDeviation: realNumber(0, 10).default(1e-3).describe('deviation of the logits at the start'),
  baselineDecay: realNumber(0, 0.9999)
    .nullable()
    .default(0.9)
    .describe('decay, by one reward, of the average that rewards are compared with; null for no baseline'),
  importanceLimit: realNumber(1, 1000)
    .default(2)
    .describe('greatest weight of a result whose architecture an earlier policy proposed'),
  failureReward: z
    .number({ error: 'must be a finite number or null' })
    .nullable()
    .default(0)
    .describe('what a failed trial counts as; null leaves it out of the update'),
});

export type LogitsOptions = Readonly<z.infer<typeof logitsOptionsSchema>>;

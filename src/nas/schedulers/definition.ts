import { z } from 'zod';
import { wholeNumber } from '../strategies/option-schemas.js';
import { asha } from './asha.js';
import { median } from './median.js';
import type { Scheduler } from './scheduler.js';
import { successiveHalving } from './successive-halving.js';

const STEPS = 100_000;

const firstStep = wholeNumber(1, STEPS).default(1).describe('step (epoch) of the first decision');
const reductionFactor = wholeNumber(2, 100)
  .default(4)
  .describe('one trial of so many goes on from a rung, and the next rung is so many times as far');

/** What each scheduler can be told, by its name. */
export const schedulerSchemas = {
  asha: z.strictObject({ kind: z.literal('asha'), firstStep, reductionFactor }),
  'successive-halving': z.strictObject({
    kind: z.literal('successive-halving'),
    firstStep,
    reductionFactor,
    bracket: wholeNumber(2, 10_000)
      .default(16)
      .describe('trials that are compared with each other, in the order of their numbers'),
  }),
  median: z.strictObject({
    kind: z.literal('median'),
    firstStep,
    interval: wholeNumber(1, STEPS).default(1).describe('steps from one decision to the next'),
    startupTrials: wholeNumber(1, 10_000)
      .default(5)
      .describe('completed trials with a value at the step before any trial is stopped'),
  }),
};

/** The schedulers, by `kind`. */
export const schedulerDefinitionSchema = z.discriminatedUnion(
  'kind',
  [schedulerSchemas.asha, schedulerSchemas['successive-halving'], schedulerSchemas.median],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? `must be one of ${Object.keys(schedulerSchemas)
            .map((kind) => `'${kind}'`)
            .join(', ')}`
        : "must be an object such as { kind: 'asha' }",
  },
);

export type SchedulerDefinition = Readonly<z.infer<typeof schedulerDefinitionSchema>>;

/** The scheduler that a definition describes; read unknown input with `schedulerDefinitionSchema` first. */
export function createScheduler(definition: SchedulerDefinition): Scheduler {
  if (definition.kind === 'asha') return asha(definition);
  return definition.kind === 'median' ? median(definition) : successiveHalving(definition);
}

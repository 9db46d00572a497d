import { z } from 'zod';
import type { Decision } from '../../space/index.js';
import { wholeNumber } from '../option-schemas.js';
import type { HeldToken } from './sampler.js';

/** Zoph & Le, section 4.1: 6 layers, and 2 more after every 1,600 samples. */
export const depthScheduleSchema = z
  .strictObject({
    decision: z.string({ error: 'must be the name of a decision among numbers' }).default('depth'),
    from: wholeNumber(0, 1024).default(6),
    step: wholeNumber(0, 1024).default(2),
    every: wholeNumber(1, 1_000_000_000).default(1600),
  })
  .nullable()
  .default(null)
  .describe(
    'holds the number of layers, from 6 with 2 more after every 1,600 samples: {} or { decision, from, step, every }',
  );

export type DepthSchedule = Readonly<z.infer<typeof depthScheduleSchema>>;

/** What is wrong with the schedule in a space of these decisions. */
export function scheduleProblem(schedule: DepthSchedule, decisions: readonly Decision[]): string | null {
  if (schedule === null) return null;
  const decision = decisions.find(({ name }) => name === schedule.decision);
  if (decision?.choices.every((choice) => typeof choice === 'number')) return null;
  return `decision must be the name of one of the space's decisions among numbers, which '${schedule.decision}' is not`;
}

/**
 * The decision that is made for the policy: after `drawn` samples the greatest number of layers up to the one scheduled, or the
 * smallest that there is.
 */
export function heldDepth(
  schedule: DepthSchedule,
  decisions: readonly Decision[],
  drawn: number,
): HeldToken[] {
  if (schedule === null) return [];
  const position = decisions.findIndex(({ name }) => name === schedule.decision);
  const depths = (decisions[position]?.choices ?? []).map(Number);
  const most = schedule.from + schedule.step * Math.floor(drawn / schedule.every);
  const allowed = depths.filter((depth) => depth <= most);
  const depth = allowed.length > 0 ? Math.max(...allowed) : Math.min(...depths);
  return [{ position, token: depths.indexOf(depth) }];
}

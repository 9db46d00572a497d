import { z } from 'zod';
import { labelsSchema } from '../../platform/config/index.js';

export const whole = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`;
  return z.number({ error: message }).int(message).min(least, message).max(most, message);
};

/** A quarter of the budget, but at least three: one bad corner of a space is no reason to give up. */
export const defaultFailedTrials = (maxTrials: number): number => Math.max(3, Math.floor(maxTrials / 4));

/** What a session is started with and may be given otherwise while it runs. */
export const changeableFields = {
  maxTrials: whole(1, 1_000_000),
  maxDurationSeconds: whole(1, 31_536_000),
  maxDeviceSeconds: whole(1, 2_000_000_000),
  labels: labelsSchema,
  priority: whole(1, 100),
} as const;

import { z } from 'zod';
import { failureKindNames } from '../failure.js';
import { epochReportSchema, trainingRequestSchema, trainingResultSchema } from '../training-request.js';

/** From the worker to the child, which trains one network at a time and answers each order once. */
export const orderSchema = z.strictObject({
  type: z.literal('train'),
  correlationId: z.string(),
  /** Compute threads. */
  threads: z.number().int().min(1),
  /** Whether a thread makes batches while steps run. */
  preparesAhead: z.boolean(),
  request: trainingRequestSchema,
  /** File that keeps the training from epoch to epoch. */
  checkpoint: z.string().optional(),
});
export type Order = z.infer<typeof orderSchema>;

const epochMessageSchema = z.strictObject({ type: z.literal('epoch'), report: epochReportSchema });
const succeededMessageSchema = z.strictObject({ type: z.literal('succeeded'), result: trainingResultSchema });
const failedMessageSchema = z.strictObject({
  type: z.literal('failed'),
  failure: z.enum(failureKindNames),
  message: z.string(),
});

/** From the child to the worker: any number of epochs, then how the training ended. */
export const childMessageSchema = z.discriminatedUnion('type', [
  epochMessageSchema,
  succeededMessageSchema,
  failedMessageSchema,
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;
export type Answer = Exclude<ChildMessage, { type: 'epoch' }>;

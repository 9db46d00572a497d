import { z } from 'zod';
import type { LayerGraph } from '../network/index.js';

const milliseconds = (what: string) => {
  const range = 'must be a number of milliseconds from 0 to 1000000';
  return z.number({ error: range }).min(0, range).max(1e6, range).default(0).describe(what);
};

/** How long a network takes, by what was measured once on its device: fit the three numbers to a few networks. */
export const latencyModelSchema = z.strictObject({
  kind: z.literal('model'),
  fixedMs: milliseconds('milliseconds that every network takes'),
  layerMs: milliseconds('milliseconds that every layer takes beside its arithmetic'),
  gigaflopsPerSecond: z
    .number({ error: 'must be a number above 0' })
    .positive('must be a number above 0')
    .max(1e9, 'must be at most 1000000000')
    .describe('billions of floating-point operations that the device does in a second'),
});

/** A column of the experiment's benchmark table. */
const latencyTableSchema = z.strictObject({
  kind: z.literal('table'),
  device: z.string().min(1).max(100).describe('device of the table, such as edgegpu'),
});

/** Where the latency of an architecture is known from before it is trained. */
export const latencySourceSchema = z.discriminatedUnion('kind', [latencyModelSchema, latencyTableSchema], {
  error: "must be { kind: 'model', gigaflopsPerSecond } or { kind: 'table', device }",
});

export type LatencyModel = Readonly<z.infer<typeof latencyModelSchema>>;
export type LatencySource = Readonly<z.infer<typeof latencySourceSchema>>;

/** Milliseconds for one example: fixed + layers x layerMs + FLOPs / speed. */
export function modelledLatencyMs(
  { fixedMs, layerMs, gigaflopsPerSecond }: LatencyModel,
  { layers, flops }: Pick<LayerGraph, 'layers' | 'flops'>,
): number {
  return fixedMs + layers.length * layerMs + flops / (gigaflopsPerSecond * 1e6);
}

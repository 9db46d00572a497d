import { z } from 'zod';
import { activations, IMAGE, type LayerGraph } from '../nas/network/index.js';

const size = z.number().int().min(1);
const count = z.number().int().min(0);

const common = {
  id: z.string().min(1),
  inputs: z.array(z.string()).min(1),
  outputShape: z.array(size),
  parameters: count,
  flops: count,
};

const pair = z.tuple([size, size]);
const pool = { ...common, window: pair, strides: pair, padding: z.enum(['same', 'valid']) };

const layerSchema = z.discriminatedUnion('operation', [
  z.strictObject({
    operation: z.literal('convolution'),
    ...common,
    filters: size,
    kernel: pair,
    strides: pair,
    padding: z.literal('same'),
  }),
  z.strictObject({
    operation: z.literal('depthwiseConvolution'),
    ...common,
    multiplier: size,
    kernel: pair,
    strides: pair,
    padding: z.literal('same'),
  }),
  z.strictObject({ operation: z.literal('maxPool'), ...pool }),
  z.strictObject({ operation: z.literal('averagePool'), ...pool }),
  z.strictObject({ operation: z.literal('add'), ...common }),
  z.strictObject({ operation: z.literal('concat'), ...common }),
  z.strictObject({ operation: z.literal('zero'), ...common }),
  z.strictObject({ operation: z.literal('zeroPad'), ...common, height: size, width: size }),
  z.strictObject({ operation: z.literal('batchNorm'), ...common }),
  z.strictObject({ operation: z.enum(activations), ...common }),
  z.strictObject({ operation: z.literal('globalAveragePool'), ...common }),
  z.strictObject({ operation: z.literal('dense'), ...common, units: size }),
]);

/** A network as it arrives from another process: every layer well formed, its inputs among the earlier ones. */
export const layerGraphSchema: z.ZodType<LayerGraph> = z
  .strictObject({
    input: z.strictObject({ height: size, width: size, channels: size }),
    classes: size,
    layers: z.array(layerSchema).min(1),
    parameters: count,
    flops: count,
  })
  .superRefine(({ layers }, context) => {
    const earlier = new Set<string>([IMAGE]);
    for (const [index, layer] of layers.entries()) {
      for (const input of layer.inputs.filter((id) => !earlier.has(id))) {
        context.addIssue({
          code: 'custom',
          path: ['layers', index, 'inputs'],
          message: `'${input}' is no earlier layer; known are ${[...earlier].join(', ')}`,
        });
      }
      earlier.add(layer.id);
    }
  });

import { z } from 'zod';

const MOST_VALUES = 64;

/** Katib writes numbers as texts. */
const numeric = z.coerce.number({ error: 'must be a number' });

const parameterSchema = z.looseObject({
  name: z.string(),
  feasibleSpace: z.union(
    [
      z.looseObject({ list: z.array(z.coerce.string()).min(1).max(MOST_VALUES) }),
      z.looseObject({ min: numeric, max: numeric, step: numeric.default(1) }),
    ],
    { error: 'must have list, or min and max' },
  ),
});

const operationSchema = z.looseObject({
  operationType: z.enum(['convolution', 'separable_convolution', 'depthwise_convolution', 'reduction'], {
    error: 'must be one of convolution, separable_convolution, depthwise_convolution, reduction',
  }),
  parameters: z.array(parameterSchema).max(8).default([]),
});

/** `nasConfig` of a Katib experiment (v1beta1) for its algorithm enas, as far as it describes networks. */
export const nasConfigSchema = z.looseObject({
  graphConfig: z.looseObject({ numLayers: z.number().int().min(1).max(64) }),
  operations: z.array(operationSchema).min(1).max(32),
});

export type NasConfig = z.infer<typeof nasConfigSchema>;

/** An operation with the values of its parameters, in their order. */
export interface KatibOperation {
  readonly type: NasConfig['operations'][number]['operationType'];
  readonly parameters: readonly { readonly name: string; readonly values: readonly string[] }[];
}

export const operationsOf = ({ operations }: NasConfig): KatibOperation[] =>
  operations.map(({ operationType, parameters }) => ({
    type: operationType,
    parameters: parameters.map(({ name, feasibleSpace }) => ({ name, values: valuesOf(feasibleSpace) })),
  }));

function valuesOf(space: NasConfig['operations'][number]['parameters'][number]['feasibleSpace']): string[] {
  if ('list' in space && Array.isArray(space.list)) return space.list;
  const { min, max, step } = space as { min: number; max: number; step: number };
  const count = step > 0 ? Math.floor((max - min) / step) + 1 : 1;
  return Array.from({ length: Math.min(Math.max(count, 1), MOST_VALUES) }, (_, index) =>
    String(min + index * step),
  );
}

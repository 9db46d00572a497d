import { z } from 'zod';
import { type Activation, activations } from '../../network/index.js';
import { sortedByKey, wholeNumber } from '../field-schemas.js';

/** A value, or a slot: a decision among values. */
export type Slot<T> = T | { readonly choose: readonly T[]; readonly name?: string | undefined };

interface Named {
  /** What the node's decisions are called by; its position among its siblings unless given. */
  readonly name?: string | undefined;
}

interface WindowNode extends Named {
  readonly window: Slot<number>;
  readonly stride: Slot<number>;
  readonly padding: 'same' | 'valid';
}

export type TemplateNode =
  | (Named & {
      readonly layer: 'convolution';
      readonly filters: Slot<number>;
      readonly kernel: Slot<number>;
      readonly stride: Slot<number>;
    })
  | (Named & {
      readonly layer: 'depthwiseConvolution';
      readonly multiplier: Slot<number>;
      readonly kernel: Slot<number>;
      readonly stride: Slot<number>;
    })
  | (WindowNode & { readonly layer: 'maxPool' | 'averagePool' })
  | (Named & { readonly layer: 'batchNorm' | Activation['operation'] })
  /** One of several sequences, by name. */
  | (Named & { readonly layer: 'choice'; readonly of: Readonly<Record<string, readonly TemplateNode[]>> })
  /** A sequence again and again, with decisions of its own each time. */
  | (Named & {
      readonly layer: 'repeat';
      readonly times: Slot<number>;
      readonly layers: readonly TemplateNode[];
      /** How a step joins what it takes beside the step before it, which is decided for each earlier one. */
      readonly skips: 'none' | 'concat' | 'sum';
    })
  /** Sequences beside one another. */
  | (Named & { readonly layer: 'sum' | 'concat'; readonly branches: readonly (readonly TemplateNode[])[] });

const MOST_CHOICES = 64;

const name = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,63}$/, 'must be a letter and up to 63 letters, digits, _ or -, e.g. block')
  .optional();

/** A value in the range, or a choice among such values. */
function slot(minimum: number, maximum: number, example: readonly number[], odd = false) {
  const value = wholeNumber(minimum, maximum, example[0] ?? minimum).refine((one) => !odd || one % 2 === 1, {
    error: 'must be odd, so that padding keeps the size of the map, e.g. 3',
  });
  const values = z
    .array(value)
    .min(1)
    .max(MOST_CHOICES)
    .refine((all) => new Set(all).size === all.length);
  return z.union([value, z.strictObject({ choose: values, name })], {
    error:
      `must be ${odd ? 'an odd' : 'a whole'} number from ${minimum} to ${maximum}, or up to ${MOST_CHOICES} different ones ` +
      `to choose from, e.g. { "choose": ${JSON.stringify(example)} }`,
  });
}

const common = { name };
const kernel = slot(1, 15, [3, 5], true);
const stride = slot(1, 4, [1, 2]);
const sequence = z.array(
  z.lazy((): z.ZodType<TemplateNode> => templateNodeSchema),
  {
    error: 'must be a list of layers',
  },
);
const branches = z
  .array(sequence)
  .min(2, 'needs at least two branches')
  .max(8, 'must have at most 8 branches');
const pool = {
  ...common,
  window: slot(1, 15, [2, 3]),
  stride: stride.default(1),
  padding: z.enum(['same', 'valid'], { error: "must be 'same' or 'valid'" }).default('same'),
};

/** A layer of a template, or what is made of layers. */
export const templateNodeSchema: z.ZodType<TemplateNode> = z.discriminatedUnion(
  'layer',
  [
    z.strictObject({
      layer: z.literal('convolution'),
      ...common,
      filters: slot(1, 1024, [16, 32]),
      kernel,
      stride: stride.default(1),
    }),
    z.strictObject({
      layer: z.literal('depthwiseConvolution'),
      ...common,
      multiplier: slot(1, 16, [1, 2]).default(1),
      kernel,
      stride: stride.default(1),
    }),
    z.strictObject({ layer: z.literal('maxPool'), ...pool }),
    z.strictObject({ layer: z.literal('averagePool'), ...pool }),
    z.strictObject({ layer: z.literal('batchNorm'), ...common }),
    z.strictObject({ layer: z.enum(activations), ...common }),
    z.strictObject({
      layer: z.literal('choice'),
      ...common,
      of: z
        .record(z.string().regex(/^[\w. +-]{1,64}$/), sequence, {
          error: 'must be an object of sequences by name, e.g. { "convolution": [...], "nothing": [] }',
        })
        .overwrite(sortedByKey)
        .refine((of) => Object.keys(of).length >= 2 && Object.keys(of).length <= MOST_CHOICES, {
          error: `needs 2 to ${MOST_CHOICES} sequences`,
        }),
    }),
    z.strictObject({
      layer: z.literal('repeat'),
      ...common,
      times: slot(1, 64, [2, 3, 4]),
      layers: sequence,
      skips: z
        .enum(['none', 'concat', 'sum'], { error: "must be 'none', 'concat' or 'sum'" })
        .default('none'),
    }),
    z.strictObject({ layer: z.literal('sum'), ...common, branches }),
    z.strictObject({ layer: z.literal('concat'), ...common, branches }),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? `must be one of convolution, depthwiseConvolution, maxPool, averagePool, batchNorm, ${activations.join(', ')}, choice, repeat, sum, concat`
        : 'must be an object such as { "layer": "relu" }',
  },
);

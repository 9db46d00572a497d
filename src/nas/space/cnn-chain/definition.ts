import { z } from 'zod';
import { refuseRepeats, wholeNumber } from '../field-schemas.js';

const MAXIMUM_CHOICES = 64;
const MAXIMUM_LAYERS = 60;
/** Decisions about inputs grow with the square; the deepest network of the paper has 39 layers. */
const MAXIMUM_LAYERS_WITH_SKIPS = 40;

export const layerTypes = ['convolution', 'separableConvolution', 'maxPool', 'averagePool'] as const;
export type LayerType = (typeof layerTypes)[number];

const oddSize = wholeNumber(1, 15, 3).refine((size) => size % 2 === 1, {
  error: 'must be odd, so that padding keeps the size of the map, e.g. 3',
});

/** A list of different values; `example` is shown to those who sent something else. */
const choices = <T extends number | string>(value: z.ZodType<T>, example: readonly T[], most: number) => {
  const shown = `e.g. [${example.join(', ')}]`;
  return z
    .array(value, { error: `must be a list of ${typeof example[0]}s, ${shown}` })
    .min(1, `needs at least one choice, ${shown}`)
    .max(most, `must have at most ${most} choices, ${shown}`)
    .superRefine((values, context) => refuseRepeats(values, context, `, ${shown}`));
};

const numbers = (value: z.ZodType<number>, example: readonly number[]) =>
  choices(value, example, MAXIMUM_CHOICES);
const stride = wholeNumber(1, 4, 2);

const fields = z.strictObject({
  kind: z.literal('cnn-chain'),
  layers: wholeNumber(1, MAXIMUM_LAYERS, 6)
    .default(6)
    .describe('number of layers; with minLayers the greatest one'),
  filterHeights: numbers(oddSize, [1, 3, 5, 7])
    .default([1, 3, 5, 7])
    .describe('heights that a filter may have, in pixels'),
  filterWidths: numbers(oddSize, [1, 3, 5, 7])
    .default([1, 3, 5, 7])
    .describe('widths that a filter may have, in pixels'),
  filters: numbers(wholeNumber(1, 1024, 36), [24, 36, 48, 64])
    .default([24, 36, 48, 64])
    .describe('numbers of filters that a layer may have'),
  strideHeights: numbers(stride, [1, 2, 3])
    .optional()
    .describe('rows that a filter may move on by; 1 unless given'),
  strideWidths: numbers(stride, [1, 2, 3])
    .optional()
    .describe('columns that a filter may move on by; 1 unless given'),
  square: z
    .literal(true, { error: 'must be true, or left out' })
    .optional()
    .describe('filters and strides are as wide as high: filterHeights and strideHeights serve for both'),
  layerTypes: choices(
    z.enum(layerTypes, { error: `must be one of ${layerTypes.join(', ')}` }),
    layerTypes,
    layerTypes.length,
  )
    .optional()
    .describe('what a layer may be; a convolution unless given'),
  poolSizes: numbers(wholeNumber(2, 15, 2), [2, 3])
    .optional()
    .describe('heights, and widths too, of the window of a layer that pools; [2,3] unless given'),
  poolStrides: numbers(stride, [1, 2])
    .optional()
    .describe('rows, and columns too, that such a window may move on by; [1,2] unless given'),
  skips: z
    .literal(true, { error: 'must be true, or left out' })
    .optional()
    .describe('each layer chooses its inputs among all earlier ones'),
  minLayers: wholeNumber(1, MAXIMUM_LAYERS, 4)
    .optional()
    .describe('smallest number of layers, where the number is chosen too'),
});

/**
 * The networks of Zoph & Le, sections 3.1 to 3.3: layers with their own filter height, filter width and number of
 * filters, and as far as the definition says so, with strides, inputs by anchor points and types. The defaults are
 * the values of section 4.1. Fields that came later have no default, so that earlier definitions keep their hash.
 */
export const cnnChainDefinitionSchema = fields.superRefine((definition, context) => {
  const { layers, minLayers, skips, layerTypes: types = [], poolSizes, poolStrides } = definition;
  const report = (field: string, message: string) => {
    context.addIssue({ code: 'custom', path: [field], message });
  };
  if (minLayers !== undefined && minLayers > layers)
    report('minLayers', `must be at most layers, which is ${layers}`);
  if (skips && layers > MAXIMUM_LAYERS_WITH_SKIPS)
    report('layers', `must be at most ${MAXIMUM_LAYERS_WITH_SKIPS} with skips`);
  if (types.some(isPool)) return;
  for (const [field, value] of Object.entries({ poolSizes, poolStrides })) {
    if (value) report(field, "has no meaning unless layerTypes has 'maxPool' or 'averagePool'");
  }
});

export const isPool = (type: LayerType): boolean => type === 'maxPool' || type === 'averagePool';

export type CnnChainDefinition = Readonly<z.infer<typeof cnnChainDefinitionSchema>>;

const convolutionDescriptionSchema = z.strictObject({
  type: z.enum(['convolution', 'separableConvolution']).optional(),
  filterHeight: z.number(),
  filterWidth: z.number(),
  strideHeight: z.number().optional(),
  strideWidth: z.number().optional(),
  filters: z.number(),
  inputs: z.array(z.number().int().min(0)).readonly().optional(),
});

const poolDescriptionSchema = z.strictObject({
  type: z.enum(['maxPool', 'averagePool']),
  poolSize: z.number(),
  poolStride: z.number(),
  inputs: z.array(z.number().int().min(0)).readonly().optional(),
});

/**
 * An architecture of the space, the layer next to the image first. A layer without a type is a convolution, one without
 * strides moves by 1. `inputs` are positions of earlier layers, none for the image; without it a layer takes the one before.
 */
export const cnnChainDescriptionSchema = z.strictObject({
  kind: z.literal('cnn-chain'),
  layers: z.array(z.union([poolDescriptionSchema, convolutionDescriptionSchema])).readonly(),
});

export type PoolLayer = Readonly<z.infer<typeof poolDescriptionSchema>>;
export type ConvolutionLayer = Readonly<z.infer<typeof convolutionDescriptionSchema>>;
export type CnnChainLayer = PoolLayer | ConvolutionLayer;
export type CnnChainDescription = Readonly<z.infer<typeof cnnChainDescriptionSchema>>;

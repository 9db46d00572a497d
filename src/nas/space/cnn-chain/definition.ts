import { z } from 'zod';

const MAXIMUM_CHOICES = 64;

const wholeNumber = (minimum: number, maximum: number, example: number) => {
  const range = `must be a whole number from ${minimum} to ${maximum}, e.g. ${example}`;
  return z.number({ error: range }).int(range).min(minimum, range).max(maximum, range);
};

const oddSize = wholeNumber(1, 15, 3).refine((size) => size % 2 === 1, {
  error: 'must be odd, so that padding keeps the size of the map, e.g. 3',
});

/** A list of different values; `example` is shown to those who sent something else. */
const choices = (value: z.ZodType<number>, example: readonly number[]) => {
  const shown = `e.g. [${example.join(', ')}]`;
  return z
    .array(value, { error: `must be a list of numbers, ${shown}` })
    .min(1, `needs at least one choice, ${shown}`)
    .max(MAXIMUM_CHOICES, `must have at most ${MAXIMUM_CHOICES} choices, ${shown}`)
    .superRefine((values, context) => {
      values.forEach((value, index) => {
        if (values.indexOf(value) === index) return;
        context.addIssue({
          code: 'custom',
          path: [index],
          message: `repeats ${value}: list each choice once, ${shown}`,
        });
      });
    })
    .default([...example]);
};

/**
 * A chain of `layers` convolutions, each with its own filter height, filter width and number of filters.
 * The defaults are the values of Zoph & Le, section 4.1.
 */
export const cnnChainDefinitionSchema = z.strictObject({
  kind: z.literal('cnn-chain'),
  layers: wholeNumber(1, 60, 6).default(6).describe('number of convolutional layers'),
  filterHeights: choices(oddSize, [1, 3, 5, 7]).describe('heights that a filter may have, in pixels'),
  filterWidths: choices(oddSize, [1, 3, 5, 7]).describe('widths that a filter may have, in pixels'),
  filters: choices(wholeNumber(1, 1024, 36), [24, 36, 48, 64]).describe(
    'numbers of filters that a layer may have',
  ),
});

export type CnnChainDefinition = Readonly<z.infer<typeof cnnChainDefinitionSchema>>;

const layerDescriptionSchema = z.strictObject({
  filterHeight: z.number(),
  filterWidth: z.number(),
  filters: z.number(),
});

/** An architecture of the space, the layer next to the image first. */
export const cnnChainDescriptionSchema = z.strictObject({
  kind: z.literal('cnn-chain'),
  layers: z.array(layerDescriptionSchema).readonly(),
});

export type CnnChainLayer = Readonly<z.infer<typeof layerDescriptionSchema>>;
export type CnnChainDescription = Readonly<z.infer<typeof cnnChainDescriptionSchema>>;

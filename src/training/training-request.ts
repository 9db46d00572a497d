import { z } from 'zod';
import type { LayerGraph } from '../nas/network/index.js';
import { type DataSetReference, dataSetReferenceSchema } from './data-sets/catalogue.js';
import { layerGraphSchema } from './layer-graph-schema.js';
import { type Recipe, recipeSchema } from './recipe.js';

/** One training of one network. Equal requests give equal bits on one thread. */
export interface TrainingRequest {
  readonly network: LayerGraph;
  readonly dataSet: DataSetReference;
  readonly recipe: Recipe;
  /** A 64-bit integer as decimal text. */
  readonly seed: string;
  /** Evaluate on the test split, once, and return the trained network as an ONNX file. */
  readonly finalReport: boolean;
}

export const trainingRequestSchema = z.strictObject({
  network: layerGraphSchema,
  dataSet: dataSetReferenceSchema,
  recipe: recipeSchema,
  seed: z.string().regex(/^-?\d{1,20}$/, "must be a whole number as text, e.g. '42'"),
  finalReport: z.boolean(),
});

/** What is known after an epoch. */
export const epochReportSchema = z.strictObject({
  /** 1 for the first. */
  epoch: z.number().int().min(1),
  /** Mean over the steps of the epoch, with the label smoothing of the recipe and without weight decay; nats. */
  trainLoss: z.number(),
  /** Mean cross-entropy over every validation example; nats. */
  validationLoss: z.number(),
  /** Share of the validation examples that are classified right, in 0..1. */
  validationAccuracy: z.number().min(0).max(1),
  /** Since the training began. */
  seconds: z.number().min(0),
});
export type EpochReport = Readonly<z.infer<typeof epochReportSchema>>;

/** What a finished training hands over. */
export const trainingResultSchema = z.strictObject({
  epochs: z.number().int().min(1),
  seconds: z.number().min(0),
  final: z
    .strictObject({
      testAccuracy: z.number().min(0).max(1),
      /** Input `image`: raw pixels, float32 [batch, channels, height, width]. Output `logits`: [batch, classes]. */
      onnx: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes'),
    })
    .optional(),
});
export type TrainingResult = Readonly<z.infer<typeof trainingResultSchema>>;

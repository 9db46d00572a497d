import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Objective, objectiveSchema } from '../../nas/objectives/index.js';
import { type SpaceDefinition, spaceDefinitionSchema } from '../../nas/space/index.js';
import { plainText } from '../../platform/errors/index.js';
import {
  type DataSetReference,
  dataSetReferenceSchema,
  type Recipe,
  recipeSchema,
} from '../../training/index.js';

/** The problem that is to be solved. Everything but the data set and the space has a default. */
export interface ExperimentDefinition {
  readonly name: string;
  readonly dataSet: DataSetReference;
  readonly space: SpaceDefinition;
  readonly objective: Objective;
  /** How the search trains: as cheaply as still ranks architectures rightly. */
  readonly recipe: Recipe;
  /** How the finalists are trained; the search's recipe unless given. */
  readonly finalRecipe: Recipe;
  readonly seed: number;
}

export interface InputShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

export const experimentDefinitionSchema: z.ZodType<ExperimentDefinition> = z
  .strictObject(
    {
      name: plainText(200).describe('for people'),
      dataSet: dataSetReferenceSchema,
      space: spaceDefinitionSchema,
      objective: objectiveSchema.prefault({}),
      recipe: recipeSchema.prefault({}),
      finalRecipe: recipeSchema.optional(),
      seed: z
        .number({ error: 'must be a whole number from 0 to 9007199254740991' })
        .int('must be a whole number from 0 to 9007199254740991')
        .min(0, 'must be a whole number from 0 to 9007199254740991')
        .default(0)
        .describe('of the training of every architecture: equal architectures give equal results'),
    },
    {
      error: (issue) =>
        issue.code === 'invalid_type' ? 'must be an object with name, dataSet and space' : undefined,
    },
  )
  .transform(({ finalRecipe, ...definition }) => ({
    ...definition,
    finalRecipe: finalRecipe ?? definition.recipe,
  }));

/** Equal where the result of an architecture is equal: what the cache of results is keyed by. */
export function evaluationHash(definition: ExperimentDefinition, dataSetVersion: string): string {
  const { objective, recipe, seed } = definition;
  return createHash('sha256')
    .update(JSON.stringify({ dataSetVersion, objective, recipe, seed }))
    .digest('hex');
}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Objective, objectiveSchema } from '../../nas/objectives/index.js';
import { type SchedulerDefinition, schedulerDefinitionSchema } from '../../nas/schedulers/index.js';
import { type SpaceDefinition, spaceDefinitionSchema } from '../../nas/space/index.js';
import { plainText, unknownFields } from '../../platform/errors/index.js';
import {
  type DataSetReference,
  dataSetReferenceSchema,
  type Recipe,
  recipeSchema,
} from '../../training/index.js';
import { shippedSpace, type TabularEvaluator, tabularEvaluatorSchema } from '../tables/index.js';
import { type Retries, retriesSchema } from './retry-rules.js';

interface Problem {
  readonly name: string;
  readonly space: SpaceDefinition;
  readonly objective: Objective;
  readonly retries?: Retries;
}

/** A problem whose networks are trained. */
export interface TrainedDefinition extends Problem {
  readonly evaluator: { readonly kind: 'train' };
  readonly dataSet: DataSetReference;
  /** How the search trains: as cheaply as still ranks architectures rightly. */
  readonly recipe: Recipe;
  /** How the finalists are trained; the search's recipe unless given. */
  readonly finalRecipe: Recipe;
  /** Of the training of every architecture. */
  readonly seed: number;
  /** Stops trainings of the search that promise little. */
  readonly scheduler?: SchedulerDefinition | undefined;
}

/** A problem whose results stand in a table. */
export interface TabularDefinition extends Problem {
  readonly evaluator: TabularEvaluator;
}

/** The problem that is to be solved, with every default filled in. */
export type ExperimentDefinition = TrainedDefinition | TabularDefinition;

export const isTabular = (definition: ExperimentDefinition): definition is TabularDefinition =>
  definition.evaluator.kind === 'tabular';

/** A definition as it is read: the space of a table that was uploaded is known once that is looked up. */
export type GivenDefinition = TrainedDefinition | GivenTabularDefinition;

export type GivenTabularDefinition = Omit<TabularDefinition, 'space'> & {
  readonly space: SpaceDefinition | undefined;
};

export const isGivenTabular = (definition: GivenDefinition): definition is GivenTabularDefinition =>
  definition.evaluator.kind === 'tabular';

export interface InputShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

const common = {
  name: plainText(200).describe('for people'),
  objective: objectiveSchema.prefault({}),
  retries: retriesSchema,
};

const trainEvaluatorSchema = z.strictObject({ kind: z.literal('train') });

/** What turns architectures into measurements, by kind. */
export const evaluators: Readonly<
  Record<string, { readonly description: string; readonly schema: z.ZodType }>
> = {
  train: {
    description: 'Trains each network on the data set, by the recipe',
    schema: trainEvaluatorSchema,
  },
  tabular: {
    description: 'Looks results up in a benchmark table, which others have measured',
    schema: tabularEvaluatorSchema,
  },
};

export const trainedSchema = z
  .strictObject(
    {
      ...common,
      space: spaceDefinitionSchema,
      evaluator: trainEvaluatorSchema.prefault({ kind: 'train' }),
      dataSet: dataSetReferenceSchema,
      recipe: recipeSchema.prefault({}),
      finalRecipe: recipeSchema.optional(),
      seed: z
        .number({ error: 'must be a whole number from 0 to 9007199254740991' })
        .int('must be a whole number from 0 to 9007199254740991')
        .min(0, 'must be a whole number from 0 to 9007199254740991')
        .default(0)
        .describe('of the training of every architecture: equal architectures give equal results'),
      scheduler: schedulerDefinitionSchema
        .optional()
        .describe('stops trials that promise little before their last epoch'),
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

/** The space is the table's, and need not be repeated. */
export const tabularSchema = z
  .strictObject({ ...common, space: spaceDefinitionSchema.optional(), evaluator: tabularEvaluatorSchema })
  .transform(({ space, ...definition }) => ({
    ...definition,
    space: space ?? shippedSpace(definition.evaluator.table),
  }));

/** What the evaluator is decides which other fields there are. */
export const experimentDefinitionSchema: z.ZodType<GivenDefinition> = z
  .unknown()
  .transform((input, context): GivenDefinition => {
    const parsed = (namesKind(input, 'tabular') ? tabularSchema : trainedSchema).safeParse(input, {
      error: unknownFields(),
    });
    if (parsed.success) return parsed.data;
    // An issue is what was raised, with its message.
    context.issues.push(...(parsed.error.issues as z.core.$ZodRawIssue[]));
    return z.NEVER;
  });

function namesKind(input: unknown, kind: string): boolean {
  return z.looseObject({ evaluator: z.looseObject({ kind: z.literal(kind) }) }).safeParse(input).success;
}

/**
 * Equal where the result of an architecture is equal: what the cache of results is keyed by.
 * @param dataVersion of the data set, or of the table
 */
export function evaluationHash(definition: ExperimentDefinition, dataVersion: string): string {
  // What is refused, and what failures count as, changes no result that could be used again.
  const { constraints, failureRewards, ...objective } = definition.objective;
  const evaluation = isTabular(definition)
    ? { tableVersion: dataVersion, objective }
    : { dataSetVersion: dataVersion, objective, recipe: definition.recipe, seed: definition.seed };
  return createHash('sha256').update(JSON.stringify(evaluation)).digest('hex');
}

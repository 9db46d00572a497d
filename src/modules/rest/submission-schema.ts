import { type GraphQLSchema, isInputObjectType, isRequiredInputField } from 'graphql';
import type { z } from 'zod';
import { strategies } from '../../nas/strategies/index.js';
import { jsonSchemaOf } from '../../platform/graphql/index.js';
import { experimentJsonSchema } from '../experiments/index.js';
import { searchSchema } from '../sessions/index.js';
import type { JsonSchema } from './json-schema.js';

/** Where a server shows it. */
export const SUBMISSION_SCHEMA_PATH = '/v1/schemas/submission.json';

/**
 * The form of what is submitted, an experiment with its search, as JSON Schema (draft 7): limits come from what the server
 * reads it by, words and defaults from the GraphQL schema.
 */
export function submissionSchema(schema: GraphQLSchema): JsonSchema {
  const experiment = experimentJsonSchema();
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Archway submission',
    description: 'An experiment and how to search it: what `archway submit` and POST /v1/searches take',
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'Tells an editor where this schema is; nobody else reads it' },
      experiment: experiment.schema,
      search: searchForm(schema),
    },
    required: ['experiment', 'search'],
    additionalProperties: false,
    definitions: experiment.definitions,
  };
}

function searchForm(schema: GraphQLSchema): JsonSchema {
  const input = schema.getType('SearchInput');
  if (!isInputObjectType(input)) throw new Error('there is no SearchInput');
  const limits = jsonSchemaOf(searchSchema).properties ?? {};
  const fields = Object.values(input.getFields());
  const properties = fields.map(({ name, description, defaultValue }): [string, JsonSchema] => [
    name,
    {
      ...(limits[name] as JsonSchema),
      ...(name === 'strategy' && { enum: Object.keys(strategies) }),
      description,
      ...(defaultValue !== undefined && { default: defaultValue }),
    },
  ]);
  return {
    description: input.description,
    type: 'object',
    properties: Object.fromEntries(properties),
    required: fields.filter(isRequiredInputField).map(({ name }) => name),
    additionalProperties: false,
    allOf: Object.entries(strategies).map(([name, { optionsSchema, description }]) => ({
      if: {
        properties: { strategy: { const: name } },
        // Where no strategy is named, the default has its options.
        ...(input.getFields().strategy?.defaultValue !== name && { required: ['strategy'] }),
      },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { options: { ...optionsForm(optionsSchema), description } } },
    })),
  };
}

/** Options may be left out, or be null. */
function optionsForm(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...form } = jsonSchemaOf(schema);
  return { ...form, type: ['object', 'null'] };
}

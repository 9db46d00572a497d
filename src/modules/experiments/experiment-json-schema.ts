import { z } from 'zod';
import { spaceDefinitionSchema, spaceJsonSchema } from '../../nas/space/index.js';
import { tabularSchema, trainedSchema } from './experiment-definition.js';

export type JsonSchemaObject = Readonly<Record<string, unknown>>;

/**
 * The form of a definition as JSON Schema (draft 7, which every editor reads), made of what definitions are read by. What
 * fields say of one another, and of the data, is not in it.
 * @returns the schema, and the definitions to which it refers as `#/definitions/<name>`
 */
export function experimentJsonSchema(): {
  readonly schema: JsonSchemaObject;
  readonly definitions: Readonly<Record<string, JsonSchemaObject>>;
} {
  const { $schema: _, definitions, ...space } = spaceJsonSchema('draft-07');
  return {
    schema: {
      description: 'The problem: what networks are evaluated on, which there are, and how they are trained',
      type: 'object',
      if: {
        type: 'object',
        properties: {
          evaluator: { type: 'object', properties: { kind: { const: 'tabular' } }, required: ['kind'] },
        },
        required: ['evaluator'],
      },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: formOf(tabularSchema),
      else: formOf(trainedSchema),
    },
    definitions: { ...(definitions as Record<string, JsonSchemaObject>), space },
  };
}

function formOf(schema: z.ZodType): JsonSchemaObject {
  const { $schema: _, ...form } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-07',
    // The space is read behind a step that has no form of its own.
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if ((zodSchema as unknown) !== spaceDefinitionSchema) return;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      jsonSchema.allOf = [{ $ref: '#/definitions/space' }];
    },
  });
  return form;
}

import {
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
} from 'graphql';
import { shownFields } from './resource-views.js';

/** A schema as OpenAPI 3.1 has it: JSON Schema 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Schemas with a name, which others refer to. */
export type Components = Map<string, JsonSchema>;

const scalars: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string', format: 'uuid' },
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
  Int: { type: 'integer', format: 'int32' },
  Float: { type: 'number', format: 'double' },
  DateTime: { type: 'string', format: 'date-time' },
  JSON: {},
};

/** The JSON that a type of GraphQL is written as. Types with a name of their own are added to `components`. */
export function jsonSchemaOf(type: GraphQLType, components: Components): JsonSchema {
  if (isNonNullType(type)) return nonNull(type.ofType, components);
  return orNull(nonNull(type, components));
}

export const referenceTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

function nonNull(type: GraphQLType, components: Components): JsonSchema {
  if (isListType(type)) return { type: 'array', items: jsonSchemaOf(type.ofType, components) };
  const named = getNamedType(type) as GraphQLNamedType;
  const scalar = scalars[named.name];
  if (scalar) return scalar;
  if (!components.has(named.name)) {
    // A type may contain itself: its place is taken before it is described.
    components.set(named.name, {});
    components.set(named.name, component(named, components));
  }
  return referenceTo(named.name);
}

function component(type: GraphQLNamedType, components: Components): JsonSchema {
  if (isEnumType(type)) {
    const values = type.getValues();
    const described = values.filter(({ description }) => description);
    const list = described.map(({ name, description }) => `\n- ${name}: ${description}`).join('');
    return {
      type: 'string',
      description: `${type.description}${list}`,
      enum: values.map(({ name }) => name),
    };
  }
  if (isObjectType(type)) return objectSchema(type, components);
  if (isInputObjectType(type)) return inputSchema(type, [], components);
  throw new Error(`${type.name} has no form in JSON Schema yet`);
}

function objectSchema(type: GraphQLObjectType, components: Components): JsonSchema {
  const fields = shownFields(type).map(([name, part]): [string, JsonSchema] => {
    const field = type.getFields()[name];
    if (!field) throw new Error(`${type.name} has no field ${name}`);
    if (part === null || part === 'whole') {
      return [name, described(jsonSchemaOf(field.type, components), field.description)];
    }
    const inner = getNamedType(field.type) as GraphQLObjectType;
    const properties = Object.fromEntries(
      part.map((key) => {
        const { type: keyType, description } = inner.getFields()[key] ?? missing(inner.name, key);
        return [key, described(jsonSchemaOf(keyType, components), description)];
      }),
    );
    const schema = { type: 'object', properties, required: part };
    const list = isListType(getNullableType(field.type)) ? { type: 'array', items: schema } : schema;
    return [name, described(isNonNullType(field.type) ? list : orNull(list), field.description)];
  });
  return {
    type: 'object',
    description: type.description ?? '',
    properties: Object.fromEntries(fields),
    required: fields.map(([name]) => name),
  };
}

/** @param omitted fields that come from elsewhere than the body */
export function inputSchema(
  type: GraphQLInputObjectType,
  omitted: readonly string[],
  components: Components,
): JsonSchema {
  const fields = Object.values(type.getFields()).filter(({ name }) => !omitted.includes(name));
  const required = fields.filter(isRequiredInputField).map(({ name }) => name);
  return {
    type: 'object',
    description: type.description ?? '',
    additionalProperties: false,
    properties: Object.fromEntries(
      fields.map((field) => {
        const schema = described(jsonSchemaOf(field.type, components), field.description);
        return [
          field.name,
          field.defaultValue === undefined ? schema : { ...schema, default: field.defaultValue },
        ];
      }),
    ),
    ...(required.length > 0 && { required }),
  };
}

export function described(schema: JsonSchema, description: string | null | undefined): JsonSchema {
  return description ? { ...schema, description } : schema;
}

function orNull(schema: JsonSchema): JsonSchema {
  if (typeof schema.type === 'string') return { ...schema, type: [schema.type, 'null'] };
  return schema.$ref ? { oneOf: [schema, { type: 'null' }] } : schema;
}

function missing(type: string, field: string): never {
  throw new Error(`${type} has no field ${field}`);
}

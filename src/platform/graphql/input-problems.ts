import {
  type GraphQLInputType,
  type GraphQLLeafType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { fieldName, type InputProblem, notAField } from '../errors/index.js';

/** What would be right, for values whose type GraphQL explains in words of its own; our own scalars say it themselves. */
const right: Readonly<Record<string, string>> = {
  ID: 'must be a text',
  String: 'must be a text',
  Int: 'must be a whole number of up to 32 bits',
  Float: 'must be a number',
  Boolean: 'must be true or false',
};

type Path = readonly (string | number)[];

/**
 * Everything in which `value` is not of `type`, each with its field. `undefined` is a value that is absent.
 * @param given elsewhere: fields of the value itself that are none here
 */
export function problemsIn(
  value: unknown,
  type: GraphQLInputType,
  path: Path = [],
  given: readonly string[] = [],
): InputProblem[] {
  const problem = (message: string): InputProblem[] => [{ field: fieldName(path), message }];
  if (isNonNullType(type)) {
    if (value === undefined) return problem('is missing');
    return value === null ? problem('must not be null') : problemsIn(value, type.ofType, path, given);
  }
  if (value === undefined || value === null) return [];
  if (isListType(type)) {
    if (!Array.isArray(value)) return problem('must be a list');
    return value.flatMap((item, index) => problemsIn(item, type.ofType, [...path, index]));
  }
  if (!isInputObjectType(type)) {
    const message = leafProblem(value, type);
    return message === null ? [] : problem(message);
  }
  if (typeof value !== 'object' || Array.isArray(value)) return problem('must be an object');
  const values = new Map(Object.entries(value));
  const fields = type.getFields();
  const known = Object.keys(fields).filter((name) => !given.includes(name));
  const unknown = [...values.keys()].filter((name) => !Object.hasOwn(fields, name));
  return [
    ...unknown.map((name) => ({ field: fieldName([...path, name]), message: notAField(known) })),
    ...Object.values(fields).flatMap((field) => {
      const absent = field.defaultValue !== undefined && values.get(field.name) === undefined;
      return absent ? [] : problemsIn(values.get(field.name), field.type, [...path, field.name]);
    }),
  ];
}

function leafProblem(value: unknown, type: GraphQLLeafType): string | null {
  // GraphQL reads a number as an id too.
  if (type.name === 'ID' && typeof value !== 'string') return expectation(type, '');
  try {
    return type.parseValue(value) === undefined ? expectation(type, '') : null;
  } catch (error) {
    return expectation(type, error instanceof Error ? error.message : '');
  }
}

function expectation(type: GraphQLLeafType, message: string): string {
  if (!isEnumType(type)) return right[type.name] ?? (message || `must be a ${type.name}`);
  return `must be one of ${type
    .getValues()
    .map(({ name }) => name)
    .join(', ')}`;
}

/** The value that a text in a path or in a query stands for; a text that stands for none stays as it is. */
export function valueOfText(text: string | readonly string[], type: GraphQLInputType): unknown {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner))
    return (Array.isArray(text) ? text : [text]).map((item: string) => valueOfText(item, inner.ofType));
  if (typeof text !== 'string') return text;
  if (isInputObjectType(inner)) return parsedJson(text);
  if (inner.name === 'Boolean') return text === 'true' || (text === 'false' ? false : text);
  const isNumber = inner.name === 'Int' || inner.name === 'Float';
  return isNumber && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

import {
  type GraphQLInputType,
  type GraphQLLeafType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { fieldName, type InputProblem } from '../../platform/errors/index.js';

/** What would be right, for values whose type GraphQL explains in words of its own. */
const right: Readonly<Record<string, string>> = {
  ID: 'must be a text',
  String: 'must be a text',
  Int: 'must be a whole number of up to 32 bits',
  Float: 'must be a number',
  Boolean: 'must be true or false',
};

type Path = readonly (string | number)[];

/** Everything in which `value` is not of `type`, each with its field. `undefined` is a value that is absent. */
export function problemsIn(value: unknown, type: GraphQLInputType, path: Path = []): InputProblem[] {
  const problem = (message: string): InputProblem[] => [{ field: fieldName(path), message }];
  if (isNonNullType(type)) {
    if (value === undefined) return problem('is missing');
    return value === null ? problem('must not be null') : problemsIn(value, type.ofType, path);
  }
  if (value === undefined || value === null) return [];
  if (isListType(type)) {
    if (!Array.isArray(value)) return problem('must be a list');
    return value.flatMap((item, index) => problemsIn(item, type.ofType, [...path, index]));
  }
  if (!isInputObjectType(type)) return isLeaf(value, type) ? [] : problem(expectation(type));
  if (typeof value !== 'object' || Array.isArray(value)) return problem('must be an object');
  const given = new Map(Object.entries(value));
  const fields = type.getFields();
  const unknown = [...given.keys()].filter((name) => !Object.hasOwn(fields, name));
  return [
    ...unknown.map((name) => ({ field: fieldName([...path, name]), message: 'is not a known field' })),
    ...Object.values(fields).flatMap((field) => {
      const absent = field.defaultValue !== undefined && given.get(field.name) === undefined;
      return absent ? [] : problemsIn(given.get(field.name), field.type, [...path, field.name]);
    }),
  ];
}

function isLeaf(value: unknown, type: GraphQLLeafType): boolean {
  // GraphQL reads a number as an id too.
  if (type.name === 'ID') return typeof value === 'string';
  try {
    return type.parseValue(value) !== undefined;
  } catch {
    return false;
  }
}

function expectation(type: GraphQLLeafType): string {
  if (!isEnumType(type)) return right[type.name] ?? `must be a ${type.name}`;
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

import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isInputObjectType,
  isInputType,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  typeFromAST,
  type ValidationRule,
  validate,
} from 'graphql';
import { DomainError, inputRefusal } from '../../errors/index.js';
import { problemsIn } from '../input-problems.js';
import { type OperationShape, shapeOf } from './operation-shape.js';
import type { GivenVariables } from './page-length.js';

/** What an operation may be, whatever it asks for. */
export interface OperationLimits {
  /** Fields of the answer: see OperationShape. */
  readonly cost: number;
  /** Whether clients may ask for the schema. */
  readonly introspection: boolean;
}

/** Words and signs of a text. Validation compares every two fields of a selection: this bounds it to some tens of milliseconds. */
export const MOST_TOKENS = 800;
const MOST_DEPTH = 15;
const MOST_ALIASES = 30;

/** The longest page of any list. */
const LONGEST_PAGE = 1000;

/** Rules of validation beyond those of GraphQL. */
export const furtherRules = ({ introspection }: OperationLimits): ValidationRule[] =>
  introspection ? [] : [NoSchemaIntrospectionCustomRule];

/** A document that is sent again is the same object, and has been measured. */
const measured = new WeakMap<OperationDefinitionNode, OperationShape>();

/**
 * Why a valid operation is refused, before any of it is executed: values that are not of their types, of all variables at once and by
 * field, as GraphQL itself does not say it; or too much of it.
 * @param variables as the client sent them
 * @returns null where it may be executed
 */
export function refusalOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: GivenVariables,
  limits: OperationLimits,
): DomainError | null {
  const wrong = wrongVariables(schema, operation, variables);
  if (wrong) return wrong;
  const shape = measured.get(operation) ?? shapeOf(schema, document, operation);
  measured.set(operation, shape);
  if (shape.depth > MOST_DEPTH)
    return refusal(`it is ${shape.depth} fields deep, and at most ${MOST_DEPTH} are answered`);
  if (shape.aliases > MOST_ALIASES)
    return refusal(`it has ${shape.aliases} aliases, and at most ${MOST_ALIASES} are answered`);
  const cost = shape.cost(variables, LONGEST_PAGE);
  if (cost <= limits.cost) return null;
  return refusal(
    `it costs ${cost}, and at most ${limits.cost} is answered: ${whatFits(shape, variables, limits.cost)}`,
  );
}

function wrongVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: GivenVariables,
): DomainError | null {
  const { errors } = getVariableValues(schema, variableDefinitions, variables);
  if (!errors) return null;
  const problems = variableDefinitions.flatMap(({ variable, type: node, defaultValue }) => {
    const { value: name } = variable.name;
    const type = typeFromAST(schema, node);
    const value = variables[name];
    if (!isInputType(type) || (value === undefined && defaultValue)) return [];
    // Problems that are found later are named within the input, which has no name in REST.
    const isNamed = value == null || !isInputObjectType(getNamedType(type));
    return problemsIn(value, type, isNamed ? [name] : []);
  });
  return inputRefusal(problems.length > 0 ? problems : errors.map(({ message }) => ({ field: '', message })));
}

const refusal = (reason: string): DomainError => {
  const message = `the operation is too large: ${reason}`;
  return new DomainError('INVALID_INPUT', message, [{ field: 'query', message }]);
};

function whatFits({ cost }: OperationShape, variables: GivenVariables, most: number): string {
  let [fits, tooLong] = [0, LONGEST_PAGE];
  while (tooLong - fits > 1) {
    const length = Math.floor((fits + tooLong) / 2);
    if (cost(variables, length) <= most) fits = length;
    else tooLong = length;
  }
  return fits > 0
    ? `with pages of up to ${fits} it would fit`
    : 'ask for fewer fields, or for fewer lists within lists';
}

/** An operation as a client sends it. */
export interface GivenOperation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: GivenVariables | null | undefined;
}

/** One that may be executed. */
export interface CheckedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** Reads, validates and measures an operation, for transports that Apollo Server does not serve. */
export function checkOperation(
  schema: GraphQLSchema,
  { query, operationName, variables }: GivenOperation,
  limits: OperationLimits,
): CheckedOperation | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: MOST_TOKENS });
  } catch (error) {
    if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    throw error;
  }
  const rules = [...specifiedRules, ...furtherRules(limits)];
  const wrong = validate(schema, document, rules, { hideSuggestions: !limits.introspection });
  if (wrong.length > 0) return wrong.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    const message = 'name the operation that is wanted: the document has several, or none of that name';
    return [new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })];
  }
  const refused = refusalOf(schema, document, operation, variables ?? {}, limits);
  return refused ? [new GraphQLError(refused.message, { originalError: refused })] : { document, operation };
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions.code = code;
  return error;
}

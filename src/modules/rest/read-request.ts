import { type InputProblem, inputRefusal, notAField } from '../../platform/errors/index.js';
import { problemsIn, valueOfText } from '../../platform/graphql/index.js';
import type { RestOperation } from './rest-operation.js';

const MAXIMUM_WAIT_SECONDS = 60;

/** What of a request an operation reads. */
export interface RestRequest {
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly clientMutationId: string | undefined;
}

export interface RestInput {
  readonly variables: Readonly<Record<string, unknown>>;
  /** For which the answer may be held back. */
  readonly waitSeconds: number;
}

export const waitParameter = {
  name: 'waitSeconds',
  description:
    `Holds the answer back until the session has ended, up to ${MAXIMUM_WAIT_SECONDS} seconds: ask again while its ` +
    'state is not SUCCEEDED, FAILED or CANCELLED',
  schema: { type: 'integer', minimum: 0, maximum: MAXIMUM_WAIT_SECONDS, default: 0 },
} as const;

/** @throws DomainError INVALID_INPUT with everything that is wrong with the request */
export function readRequest(operation: RestOperation, request: RestRequest): RestInput {
  const { route, parameters, body } = operation;
  const known = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  if (route.waits) known.push(waitParameter.name);
  const problems: InputProblem[] = Object.keys(request.query)
    .filter((name) => !known.includes(name))
    .map((field) => ({ field, message: notKnown(known) }));
  const variables: Record<string, unknown> = {};
  for (const { name, in: place, argument } of parameters) {
    const text = (place === 'path' ? request.path[name] : request.query[name]) as string | undefined;
    if (text === undefined && argument.defaultValue !== undefined) continue;
    const value = text === undefined ? undefined : valueOfText(text, argument.type);
    problems.push(...problemsIn(value, argument.type, [name]));
    if (value !== undefined) variables[argument.name] = value;
  }
  const waitSeconds = readWait(request.query[waitParameter.name], problems);
  if (!body) return checked({ variables, waitSeconds }, problems);
  const input = mergedBody(request, body, variables, problems);
  problems.push(...problemsIn(input, body.type, [], body.omitted));
  return checked({ variables: { input }, waitSeconds }, problems);
}

/** The input of a mutation: the body, with what the path and the headers say. */
function mergedBody(
  { body = {}, clientMutationId }: RestRequest,
  { type, omitted, isOnce }: NonNullable<RestOperation['body']>,
  variables: Readonly<Record<string, unknown>>,
  problems: InputProblem[],
): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  for (const field of omitted.filter((name) => name in body)) {
    const known = Object.keys(type.getFields()).filter((name) => !omitted.includes(name));
    problems.push({ field, message: notAField(known) });
  }
  // What a file says to its editor.
  const { $schema: _, ...fields } = body as Readonly<Record<string, unknown>>;
  return { ...fields, ...variables, ...(isOnce && clientMutationId !== undefined && { clientMutationId }) };
}

function readWait(text: unknown, problems: InputProblem[]): number {
  if (text === undefined) return 0;
  const seconds = typeof text === 'string' && /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= MAXIMUM_WAIT_SECONDS) return seconds;
  problems.push({
    field: waitParameter.name,
    message: `must be a whole number from 0 to ${MAXIMUM_WAIT_SECONDS}`,
  });
  return 0;
}

const notKnown = (known: readonly string[]): string =>
  known.length === 0
    ? 'is not a parameter: there is none'
    : `is not a parameter: there are ${known.join(', ')}`;

function checked(input: RestInput, problems: readonly InputProblem[]): RestInput {
  if (problems.length > 0) throw inputRefusal(problems);
  return input;
}

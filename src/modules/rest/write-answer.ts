import { DomainError, type ErrorCode, type InputProblem } from '../../platform/errors/index.js';
import type { RestOperation } from './rest-operation.js';

type Fields = Readonly<Record<string, unknown>>;

interface UserError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly field: string | null;
}

/**
 * What a client of REST gets of what the schema returned.
 * @throws DomainError NOT_FOUND where there is nothing; the first refusal of a mutation, with all its problems
 */
export function bodyOf({ route, answer }: RestOperation, data: Fields): Fields {
  if (route.under && !data.under) throw nothing();
  if (answer.kind === 'payload') {
    const payload = data.answer as Fields & { readonly userErrors: readonly UserError[] };
    refuse(payload.userErrors);
    const [only, ...others] = answer.parts;
    if (only && others.length === 0) return payload[only.name] as Fields;
    return Object.fromEntries(answer.parts.map(({ name }) => [name, payload[name]]));
  }
  const found = route.fields.slice(1).reduce<unknown>((value, field) => {
    if (value === null || value === undefined) throw nothing();
    return (value as Fields)[field];
  }, data.answer);
  if (found === null || found === undefined) throw nothing();
  if (answer.kind === 'one') return found as Fields;
  if (answer.kind === 'list') return { items: found };
  const { edges, pageInfo } = found as { edges: readonly Fields[]; pageInfo: Fields };
  const names = answer.beside.map(({ name }) => name);
  return {
    items: edges.map((edge) =>
      names.length === 0
        ? edge.node
        : { ...Object.fromEntries(names.map((name) => [name, edge[name]])), ...(edge.node as Fields) },
    ),
    nextCursor: pageInfo.hasNextPage ? pageInfo.endCursor : null,
  };
}

const nothing = () => new DomainError('NOT_FOUND', 'there is nothing of that id, or it has no such part yet');

function refuse(errors: readonly UserError[]): void {
  const [first] = errors;
  if (!first) return;
  const problems = errors.flatMap(({ field, message }): InputProblem[] =>
    field === null ? [] : [{ field, message }],
  );
  const sentence = errors.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ');
  throw new DomainError(first.code, sentence, problems);
}

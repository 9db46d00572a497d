import { z } from 'zod';
import { DomainError, type ErrorCode, type InputProblem } from './domain-error.js';

/** An answer does not grow with what is wrong. */
const MOST_PROBLEMS = 100;

/** Writes a zod path the way people write it: `space.filters[2]`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

/**
 * Reads `value` with `schema`.
 * @param what the fields of the value are, for whoever names one that there is not
 * @throws DomainError INVALID_INPUT that lists every problem with its field.
 */
export function parseInput<T>(
  schema: z.ZodType<T>,
  value: unknown,
  root: readonly string[] = [],
  what = A_FIELD,
): T {
  const parsed = schema.safeParse(value, { error: unknownFields(what) });
  if (parsed.success) return parsed.data;
  throw inputRefusal(parsed.error.issues.flatMap((issue) => problemsOf(issue, root)));
}

/** INVALID_INPUT with these problems, or with the first ones where they are many. */
export const inputRefusal = (all: readonly InputProblem[]): DomainError => refusal('INVALID_INPUT', all);

/** The same with another code. */
export function refusal(code: ErrorCode, all: readonly InputProblem[]): DomainError {
  const problems = all.slice(0, MOST_PROBLEMS);
  return new DomainError(code, problems.map(sentenceOf).join('; '), problems);
}

const sentenceOf = ({ field, message }: InputProblem): string => (field ? `${field}: ${message}` : message);

const A_FIELD = 'a known field';

/** Said of a field that there is not, beside those that there are. */
export const notAField = (known: readonly string[], what = A_FIELD): string =>
  `is not ${what}; there ${known.length === 0 ? 'is none' : `are ${known.join(', ')}`}`;

/** Lets zod's refusals of fields that a schema does not have say which ones it has. */
export const unknownFields =
  (what = A_FIELD): z.core.$ZodErrorMap =>
  ({ code, inst }) =>
    code === 'unrecognized_keys' && inst instanceof z.ZodObject
      ? notAField(Object.keys(inst.shape), what)
      : undefined;

function problemsOf(issue: z.core.$ZodIssue, root: readonly string[]): InputProblem[] {
  const path = [...root, ...issue.path];
  const { message } = issue;
  if (issue.code !== 'unrecognized_keys') return [{ field: fieldName(path), message }];
  return issue.keys.map((key) => ({ field: fieldName([...path, key]), message }));
}

const uuid = z.uuid({ error: 'must be a UUID such as 0199d3a0-5a2b-7c3d-8e4f-123456789abc' });

/** @throws DomainError INVALID_INPUT naming `field` when `text` is not a UUID. */
export function parseId(text: string, field: string): string {
  return parseInput(uuid, text, [field]);
}

/** What goes wrong in `work` is told of the part `root` of the input. */
export async function within<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'INVALID_INPUT') throw error;
    const problems = error.problems.map(({ field, message }) => ({
      field: field ? `${root}.${field}` : root,
      message,
    }));
    throw problems.length > 0 ? inputRefusal(problems) : error;
  }
}

/**
 * Both results.
 * @throws DomainError INVALID_INPUT with what is wrong in either, or what else one of them throws
 */
export async function gathered<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  const reasons = [a, b].flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  const problems = reasons.flatMap((reason) =>
    reason instanceof DomainError && reason.code === 'INVALID_INPUT' ? reason.problems : [],
  );
  if (reasons.length === 1 || problems.length === 0) throw reasons[0];
  throw inputRefusal(problems);
}

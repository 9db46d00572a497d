import { z } from 'zod';
import { DomainError, type InputProblem } from './domain-error.js';

/** Writes a zod path the way people write it: `space.filters[2]`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

/**
 * Reads `value` with `schema`.
 * @throws DomainError INVALID_INPUT that lists every problem with its field.
 */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown, root: readonly string[] = []): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, root));
  throw new DomainError('INVALID_INPUT', problems.map(sentenceOf).join('; '), problems);
}

const sentenceOf = ({ field, message }: InputProblem): string => (field ? `${field}: ${message}` : message);

function problemsOf(issue: z.core.$ZodIssue, root: readonly string[]): InputProblem[] {
  const path = [...root, ...issue.path];
  if (issue.code !== 'unrecognized_keys') return [{ field: fieldName(path), message: issue.message }];
  return issue.keys.map((key) => ({ field: fieldName([...path, key]), message: 'is not a known field' }));
}

const uuid = z.uuid({ error: 'must be a UUID such as 0199d3a0-5a2b-7c3d-8e4f-123456789abc' });

/** @throws DomainError INVALID_INPUT naming `field` when `text` is not a UUID. */
export function parseId(text: string, field: string): string {
  return parseInput(uuid, text, [field]);
}

import { z } from 'zod';
import { DomainError } from '../errors/index.js';

/** More than any sort key takes. */
const MOST_CHARACTERS = 1000;

/** A cursor names the sort key of a row, so that a page begins where the last one ended whatever came in between. */
export function encodeCursor(key: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws DomainError INVALID_INPUT when `cursor` is not one that this list gave out. */
export function decodeCursor<T extends readonly unknown[]>(schema: z.ZodType<T>, cursor: string): T {
  const refuse = () =>
    new DomainError('INVALID_INPUT', 'after: is not a cursor of this list', [
      { field: 'after', message: 'is not a cursor of this list: pass one that it returned' },
    ]);
  if (cursor.length > MOST_CHARACTERS) throw refuse();
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse();
    throw error;
  }
  const parsed = schema.safeParse(key);
  if (!parsed.success) throw refuse();
  return parsed.data;
}

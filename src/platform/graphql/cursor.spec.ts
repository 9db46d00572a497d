import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor.js';

const schema = z.tuple([z.number(), z.string()]);
const refused = expect.objectContaining({
  code: 'INVALID_INPUT',
  problems: [{ field: 'after', message: expect.stringContaining('pass one that it returned') }],
});

describe('a cursor', () => {
  it('gives back the key that it was made of, and fits into a URL', () => {
    const key = fc.tuple(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(key, ([number, text]) => {
        // JSON has no negative zero.
        const cursor = encodeCursor([number, text]);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(decodeCursor(schema, cursor)).toEqual([number + 0, text]);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('[1').toString('base64url')],
    ['the key of another list', encodeCursor(['a', 1])],
    ['a longer key', encodeCursor([1, 'a', 2])],
  ])('that is %s is refused by field', (_name, cursor) => {
    expect(() => decodeCursor(schema, cursor)).toThrow(refused);
  });

  it('is refused whatever else was typed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor(schema, text)).toThrow(refused);
      }),
    );
  });
});

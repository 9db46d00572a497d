import { parseValue as parseLiteral } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DateTimeScalar } from './date-time.scalar.js';

describe('DateTime', () => {
  const scalar = new DateTimeScalar();

  it('is written in UTC, and read with any offset', () => {
    const instant = scalar.parseValue('2026-11-24T10:30:00.5+01:00');
    expect(scalar.serialize(instant)).toBe('2026-11-24T09:30:00.500Z');
    expect(scalar.parseLiteral(parseLiteral('"2026-11-24T09:30:00.500Z"'))).toEqual(instant);
  });

  it.each(['2026-11-24', '2026-11-24T09:30:00', '24 Nov 2026', '2026-13-01T00:00:00Z', '', 0, null])(
    'is not read from %j',
    (value) => {
      expect(() => scalar.parseValue(value)).toThrow('must be an RFC 3339 instant');
    },
  );

  it('is written from a Date alone', () => {
    expect(() => scalar.serialize('2026-11-24T09:30:00Z')).toThrow('from a Date');
  });
});

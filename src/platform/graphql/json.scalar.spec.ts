import { parseValue as parseLiteral } from 'graphql';
import { describe, expect, it } from 'vitest';
import { JsonScalar } from './json.scalar.js';

describe('JSON', () => {
  const read = (text: string, variables = {}) => JsonScalar.parseLiteral(parseLiteral(text), variables);

  it('is read from a literal as it would be from a variable', () => {
    expect(read('{ a: [1, -2.5, "x", true, null], b: { c: {} } }')).toEqual({
      a: [1, -2.5, 'x', true, null],
      b: { c: {} },
    });
  });

  it('takes variables within a literal', () => {
    expect(read('{ a: [$x], b: $y }', { x: { z: 1 } })).toEqual({ a: [{ z: 1 }], b: undefined });
  });

  it('says how a word is written', () => {
    expect(() => read('{ strategy: REINFORCE }')).toThrow('REINFORCE is not JSON: put a string into quotes');
  });

  it('is refused when it has too many values', () => {
    const list = (length: number) => ({ a: Array.from({ length }, (_, index) => index) });
    expect(JsonScalar.parseValue(list(9998))).toEqual(list(9998));
    expect(() => JsonScalar.parseValue(list(9999))).toThrow('must not have more than 10000 values');
  });

  it('is refused when it is nested too deeply, in a literal and in a variable', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: [nested(depth - 2)] });
    expect(JsonScalar.parseValue(nested(32))).toEqual(nested(32));
    expect(() => JsonScalar.parseValue(nested(34))).toThrow('must not be nested more than 32 deep');
    expect(() => read(`${'['.repeat(34)}${']'.repeat(34)}`)).toThrow('must not be nested more than 32 deep');
    expect(() => read('{ a: $x }', { x: nested(32) })).toThrow('must not be nested more than 32 deep');
  });
});

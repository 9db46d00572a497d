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
});

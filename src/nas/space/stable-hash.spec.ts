import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stableHash, stableJson } from './stable-hash.js';

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));

/** The same value with the members of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('stableJson', () => {
  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(stableJson(value))).toEqual(value);
      }),
    );
  });

  it('does not depend on the order of keys, but on that of a list', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(stableJson(reversed(value) as typeof value)).toBe(stableJson(value));
      }),
    );
    expect(stableJson([1, 2])).not.toBe(stableJson([2, 1]));
  });
});

describe('stableHash', () => {
  it('is the SHA-256 of that text', () => {
    const text = '{"a":[1,null],"b":"x"}';
    expect(stableHash({ b: 'x', a: [1, null] })).toBe(createHash('sha256').update(text).digest('hex'));
  });
});

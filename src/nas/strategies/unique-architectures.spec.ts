import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UniqueArchitectures, uniqueArchitecturesStateSchema } from './unique-architectures.js';

const hash = fc.stringMatching(/^[0-9a-f]{64}$/);

describe('UniqueArchitectures', () => {
  it('counts different hashes among the latest, and still does so after a snapshot', () => {
    fc.assert(
      fc.property(
        fc.array(hash),
        fc.array(hash),
        fc.integer({ min: 1, max: 12 }),
        (before, after, capacity) => {
          let unique = new UniqueArchitectures(capacity);
          for (const one of [...before, ...before]) unique.record(one);
          const state = uniqueArchitecturesStateSchema.parse(unique.snapshot());
          unique = UniqueArchitectures.restore(state, capacity);
          expect(unique.snapshot()).toEqual(state);
          for (const one of after) unique.record(one);
          const latest = [...before, ...before, ...after].slice(-capacity);
          expect(unique.rate).toBe(latest.length === 0 ? 1 : new Set(latest).size / latest.length);
          for (const one of [...before, ...after]) expect(unique.has(one)).toBe(latest.includes(one));
        },
      ),
    );
  });

  it('keeps six bytes for each', () => {
    const unique = new UniqueArchitectures();
    unique.record('0123456789ab'.padEnd(64, '0'));
    expect(Buffer.from(unique.snapshot().prefixes, 'base64').toString('hex')).toBe('0123456789ab');
    expect(uniqueArchitecturesStateSchema.safeParse({ prefixes: 'AAAA' }).success).toBe(false);
  });
});

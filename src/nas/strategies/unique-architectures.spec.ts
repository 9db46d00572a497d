import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UniqueArchitectures, uniqueArchitecturesStateSchema } from './unique-architectures.js';

const hash = fc.stringMatching(/^[0-9a-f]{64}$/);

describe('UniqueArchitectures', () => {
  it('counts different hashes among all, and still does so after a snapshot', () => {
    fc.assert(
      fc.property(fc.array(hash), fc.array(hash), (before, after) => {
        let unique = new UniqueArchitectures();
        for (const one of [...before, ...before]) unique.record(one);
        unique = UniqueArchitectures.restore(uniqueArchitecturesStateSchema.parse(unique.snapshot()));
        for (const one of after) unique.record(one);
        const all = [...before, ...before, ...after];
        expect(unique.rate).toBe(all.length === 0 ? 1 : new Set(all).size / all.length);
      }),
    );
  });

  it('keeps six bytes for each', () => {
    const unique = new UniqueArchitectures();
    unique.record('0123456789ab'.padEnd(64, '0'));
    expect(Buffer.from(unique.snapshot().prefixes, 'base64').toString('hex')).toBe('0123456789ab');
    expect(uniqueArchitecturesStateSchema.safeParse({ proposals: 1, prefixes: 'AAAA' }).success).toBe(false);
  });
});

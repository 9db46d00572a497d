import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distanceOf, packBits } from './bits.js';

it('counts the features in which two architectures differ', () => {
  const pair = fc.record({ a: fc.nat({ max: 1 }), b: fc.nat({ max: 1 }) });
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 200 }), (pairs) => {
      const [a, b] = [pairs.map((one) => one.a), pairs.map((one) => one.b)].map((row) =>
        packBits(Uint8Array.from(row)),
      );
      if (!a || !b) throw new Error('two rows');
      expect(distanceOf(a, b)).toBe(pairs.filter((one) => one.a !== one.b).length);
    }),
  );
});

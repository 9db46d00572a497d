import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.js';

const DRAWS = 20_000;
const draw = (sample: () => number, count = DRAWS): number[] => Array.from({ length: count }, sample);
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: readonly number[]): number =>
  meanOf(values.map((value) => (value - meanOf(values)) ** 2));
const seeds = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

describe('Random', () => {
  it('repeats itself for the same seed and stream, and differs for another of either', () => {
    fc.assert(
      fc.property(seeds, seeds, (seed, stream) => {
        const first = (random: Random) => draw(() => random.uniform(), 4);
        const reference = first(new Random(seed, stream));
        expect(first(new Random(seed, stream))).toEqual(reference);
        expect(first(new Random(seed + 1n, stream))).not.toEqual(reference);
        expect(first(new Random(seed, stream + 1n))).not.toEqual(reference);
      }),
    );
  });

  it('continues exactly where a snapshot was taken, at any position in a block', () => {
    fc.assert(
      fc.property(seeds, seeds, fc.integer({ min: 0, max: 9 }), (seed, stream, skipped) => {
        const random = new Random(seed, stream);
        for (let draws = 0; draws < skipped; draws += 1) random.integer(7);
        const restored = Random.restore(JSON.parse(JSON.stringify(random.snapshot())));
        const continueWith = (r: Random) => [
          r.uniform(),
          r.integer(10),
          r.gumbel(),
          r.normal(),
          ...r.shuffle(5),
        ];
        expect(continueWith(restored)).toEqual(continueWith(random));
      }),
    );
  });

  it('reads a position beyond 2^32 blocks', () => {
    const at = (position: number) => Random.restore({ seed: '1', stream: '0', position }).uniform();
    expect(at(4 * 2 ** 32)).not.toBe(at(0));
  });

  it('refuses a state that is none', () => {
    expect(() => Random.restore({ seed: 'x', stream: '0', position: 0 })).toThrow();
    expect(() => Random.restore({ seed: '1', stream: '0', position: -1 })).toThrow();
  });

  it('draws uniforms in [0, 1) with mean 1/2 and variance 1/12', () => {
    const random = new Random(1n);
    const values = draw(() => random.uniform());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(meanOf(values)).toBeCloseTo(0.5, 2);
    expect(varianceOf(values)).toBeCloseTo(1 / 12, 2);
  });

  it('draws integers of every range within it', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), (seed, below) => {
        const value = new Random(seed).integer(below);
        expect(Number.isInteger(value) && value >= 0 && value < below).toBe(true);
      }),
    );
  });

  it('has no modulo bias: of 3/4 * 2^32 values the lower third is drawn a third of the time', () => {
    const random = new Random(2n);
    const lower = draw(() => random.integer(3 * 2 ** 30)).filter((value) => value < 2 ** 30).length;
    expect(lower / DRAWS).toBeCloseTo(1 / 3, 1);
  });

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])('refuses integers below %d', (below) => {
    expect(() => new Random(1n).integer(below)).toThrow(RangeError);
  });

  it('draws Gumbel noise with mean gamma and variance pi^2 / 6', () => {
    const random = new Random(3n);
    const values = draw(() => random.gumbel());
    expect(values.every(Number.isFinite)).toBe(true);
    expect(meanOf(values)).toBeCloseTo(0.5772, 1);
    expect(varianceOf(values)).toBeCloseTo(Math.PI ** 2 / 6, 1);
  });

  it('draws standard normals', () => {
    const random = new Random(4n);
    const values = draw(() => random.normal());
    expect(meanOf(values)).toBeCloseTo(0, 1);
    expect(varianceOf(values)).toBeCloseTo(1, 1);
  });

  it('shuffles to permutations, each position holding each number equally often', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 50 }), (seed, n) => {
        const order = [...new Random(seed).shuffle(n)].sort((a, b) => a - b);
        expect(order).toEqual(Array.from({ length: n }, (_, index) => index));
      }),
    );
    const random = new Random(5n);
    const firsts = draw(() => random.shuffle(4)[0] ?? Number.NaN);
    for (const value of [0, 1, 2, 3]) {
      expect(firsts.filter((first) => first === value).length / DRAWS).toBeCloseTo(0.25, 1);
    }
  });
});

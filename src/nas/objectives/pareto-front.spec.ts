import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dominates, ParetoFront, type Placed, paretoFrontOf } from './pareto-front.js';

/** Few different values, so that points coincide and tie. */
const placesOf = (dimensions: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: dimensions, maxLength: dimensions }), {
    maxLength: 60,
  });

const numbered = (places: readonly (readonly number[])[]): Placed<number>[] =>
  places.map((values, point) => ({ point, values }));

/** By the definition: nobody is as good in everything and better in something. */
const bruteForce = (points: readonly Placed<number>[]): Placed<number>[] =>
  points.filter(
    ({ values: own }) =>
      !points.some(
        ({ values: other }) =>
          other.every((value, index) => value >= (own[index] ?? 0)) &&
          other.some((value, index) => value > (own[index] ?? 0)),
      ),
  );

const byPoint = (front: readonly Placed<number>[]) => front.toSorted((a, b) => a.point - b.point);

describe.each([2, 3])('a Pareto front over %d metrics', (dimensions) => {
  it('is that of the definition after every addition', () => {
    fc.assert(
      fc.property(placesOf(dimensions), (places) => {
        const front = new ParetoFront<number>();
        const points = numbered(places);
        points.forEach(({ point, values }, index) => {
          const isOnFront = front.add(point, values);
          const expected = bruteForce(points.slice(0, index + 1));
          expect(byPoint(front.points)).toEqual(expected);
          expect(isOnFront).toBe(expected.some((placed) => placed.point === point));
        });
      }),
    );
  });

  it('does not depend on the order of addition', () => {
    fc.assert(
      fc.property(placesOf(dimensions), (places) => {
        const points = numbered(places);
        expect(byPoint(paretoFrontOf(points.toReversed()))).toEqual(byPoint(paretoFrontOf(points)));
      }),
    );
  });

  it('has no two points of which one dominates the other', () => {
    fc.assert(
      fc.property(placesOf(dimensions), (places) => {
        const front = paretoFrontOf(numbered(places));
        expect(front.some((a) => front.some((b) => dominates(a.values, b.values)))).toBe(false);
      }),
    );
  });
});

describe('ParetoFront', () => {
  it('leaves out what is no number, and takes infinities', () => {
    const front = new ParetoFront<string>();
    expect(front.add('unknown', [Number.NaN, 1])).toBe(false);
    expect(front.add('cannot run', [1, Number.NEGATIVE_INFINITY])).toBe(true);
    expect(front.add('better', [1, -3])).toBe(true);
    expect(front.points.map(({ point }) => point)).toEqual(['better']);
  });
});

/** A point and where it lies: numbers that are better when greater. */
export interface Placed<Point> {
  readonly point: Point;
  readonly values: readonly number[];
}

/** Whether `a` is at least as good as `b` in everything and better in something. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let isBetter = false;
  for (let index = 0; index < a.length; index += 1) {
    const [own = Number.NaN, other = Number.NaN] = [a[index], b[index]];
    if (!(own >= other)) return false;
    isBetter ||= own > other;
  }
  return isBetter;
}

/**
 * The points that no other dominates, kept while points are added one by one. Points that lie at the same place are
 * all kept; one with a value that is no number is not. An addition looks at the front only.
 */
export class ParetoFront<Point> {
  #front: readonly Placed<Point>[] = [];

  /** The front so far, in the order of addition. */
  get points(): readonly Placed<Point>[] {
    return this.#front;
  }

  /**
   * @param values as many for each point; of what is minimised, the negative
   * @returns whether the point is on the front
   */
  add(point: Point, values: readonly number[]): boolean {
    if (values.some(Number.isNaN)) return false;
    if (this.#front.some((other) => dominates(other.values, values))) return false;
    const kept = this.#front.filter((other) => !dominates(values, other.values));
    this.#front = [...kept, { point, values }];
    return true;
  }
}

/** The front of a list, in the order of the list. */
export function paretoFrontOf<Point>(points: Iterable<Placed<Point>>): readonly Placed<Point>[] {
  const known = [...points].filter(({ values }) => !values.some(Number.isNaN));
  // From greater values to smaller ones, what dominates a point comes before it: nothing that is on the front has to leave it.
  const sorted = known.toSorted((a, b) => compare(b.values, a.values));
  const front: Placed<Point>[] = [];
  for (const placed of sorted) {
    if (!front.some(({ values }) => dominates(values, placed.values))) front.push(placed);
  }
  const onFront = new Set(front);
  return known.filter((placed) => onFront.has(placed));
}

/** Below 0 where `a` has the smaller value in the first place in which they differ. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? value;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

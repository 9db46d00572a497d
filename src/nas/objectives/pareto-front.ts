/** A point and where it lies: numbers that are better when greater. */
export interface Placed<Point> {
  readonly point: Point;
  readonly values: readonly number[];
}

/** Whether `a` is at least as good as `b` in everything and better in something. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  return (
    a.every((value, index) => value >= (b[index] ?? Number.NaN)) &&
    a.some((value, index) => value > (b[index] ?? Number.NaN))
  );
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

/** The front of a list. */
export function paretoFrontOf<Point>(points: Iterable<Placed<Point>>): readonly Placed<Point>[] {
  const front = new ParetoFront<Point>();
  for (const { point, values } of points) front.add(point, values);
  return front.points;
}

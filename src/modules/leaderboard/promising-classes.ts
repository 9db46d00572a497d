import { type CostName, octaveOfClass } from '../trials/index.js';

/** A cost class, and the key of a standing in it, or of one that is as good as any in it: the least is the best. */
export interface ClassTop {
  readonly class: number;
  /** Null where none is known. */
  readonly key: number | null;
}

const OCTAVES = 64;

/**
 * The classes that can have something on a Pareto front, each with the key that it must be better than to be there: that of the
 * best in all classes whose octaves are lower in every cost, null where there is none.
 * @param costs one or two
 * @param tops the best of each class; null where it is not known, so that the class may have something and rules out nothing
 */
export function promisingClasses(costs: readonly CostName[], tops: readonly ClassTop[]): ClassTop[] {
  const [first = 'parameters', second] = costs;
  const place = (costClass: number) => ({
    x: octaveOfClass(first, costClass),
    y: second ? octaveOfClass(second, costClass) : 1,
  });
  /** best[x][y]: of the classes up to x and y. */
  const best = Array.from({ length: OCTAVES }, () =>
    new Float64Array(OCTAVES).fill(Number.POSITIVE_INFINITY),
  );
  const at = (x: number, y: number) => best[x]?.[y] ?? Number.POSITIVE_INFINITY;
  for (const { class: costClass, key } of tops) {
    const { x, y } = place(costClass);
    const row = best[x];
    if (row && key !== null) row[y] = Math.min(at(x, y), key);
  }
  best.forEach((row, x) => {
    row.forEach((own, y) => {
      row[y] = Math.min(own, at(x - 1, y), at(x, y - 1));
    });
  });
  return tops.flatMap(({ class: costClass, key }) => {
    const { x, y } = place(costClass);
    const bar = at(x - 1, second ? y - 1 : y);
    if (key !== null && key >= bar) return [];
    return [{ class: costClass, key: bar === Number.POSITIVE_INFINITY ? null : bar }];
  });
}

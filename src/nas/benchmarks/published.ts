import type { Spread } from './summary.js';

export interface PublishedRow {
  readonly table: string;
  readonly strategy: string;
  readonly evaluations: number;
  readonly validation: Spread | null;
  readonly test: Spread;
  readonly source: string;
}

const nasBench201 = (
  strategy: string,
  evaluations: number,
  validation: Spread,
  test: Spread,
): PublishedRow => ({
  table: 'nasbench201',
  strategy,
  evaluations,
  validation,
  test,
  source: 'NATS-Bench',
});

/** What the benchmarks' authors report, CIFAR-10, in percent. */
export const publishedRows: readonly PublishedRow[] = [
  nasBench201('random', 87, { mean: 90.93, sd: 0.36 }, { mean: 93.7, sd: 0.36 }),
  nasBench201('random', 160, { mean: 91.07, sd: 0.26 }, { mean: 93.86, sd: 0.23 }),
  nasBench201('logits', 160, { mean: 91.12, sd: 0.25 }, { mean: 93.9, sd: 0.26 }),
  nasBench201('evolution', 160, { mean: 91.25, sd: 0.31 }, { mean: 94.02, sd: 0.31 }),
];

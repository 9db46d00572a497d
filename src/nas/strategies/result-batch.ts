import { inOrder, type Result } from './results.js';

/** Results that wait for an update, and those of one that is due. */
export interface ResultBatch {
  readonly batch: readonly Result[] | null;
  readonly waiting: readonly Result[];
}

/**
 * Adds `arrived` to what waits. When there are `size`, the first of them make a batch, in an order that does not depend
 * on that of their arrival.
 */
export function fillBatch(waiting: readonly Result[], arrived: readonly Result[], size: number): ResultBatch {
  const all = [...waiting, ...arrived];
  if (all.length < size) return { batch: null, waiting: all };
  return { batch: inOrder(all.slice(0, size)), waiting: all.slice(size) };
}

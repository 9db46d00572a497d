import type { Slot } from './raw-program.js';

/** `plain`: as the graph says, images NCHW. `channelsLast`: a value of rank 4 in NHWC, which TensorFlow's kernels want. */
export type Layout = 'plain' | 'channelsLast';

/** A value that has been computed: where, and how it lies there. */
export interface Placed {
  readonly slot: Slot;
  readonly layout: Layout;
}

export const plain = (slot: Slot): Placed => ({ slot, layout: 'plain' });
export const channelsLast = (slot: Slot): Placed => ({ slot, layout: 'channelsLast' });

/** A chain of convolution, batch norm and rectifier, then global average pool and a dense layer. */
export interface Child {
  readonly name: string;
  readonly batch: number;
  readonly channels: number;
  /** Rows and columns of an image. */
  readonly extent: number;
  readonly classes: number;
  readonly blocks: readonly Block[];
}

export interface Block {
  readonly filters: number;
  readonly kernel: number;
  /** Followed by a 2x2 maximum pool. */
  readonly pool: boolean;
}

const block = (filters: number, kernel: number, pool = false): Block => ({ filters, kernel, pool });

const digits = (filters: number, kernel: number): Child => ({
  name: `three ${kernel}x${kernel} of ${filters}, 8x8`,
  batch: 64,
  channels: 1,
  extent: 8,
  classes: 10,
  blocks: Array.from({ length: 3 }, () => block(filters, kernel)),
});

/** The children whose training step is compared. */
export const children: readonly Child[] = [
  {
    name: 'five blocks, 32x32',
    batch: 64,
    channels: 3,
    extent: 32,
    classes: 10,
    blocks: [block(32, 3), block(32, 3, true), block(64, 3), block(64, 3, true), block(64, 3)],
  },
  digits(16, 3),
  digits(24, 3),
  digits(32, 3),
  digits(32, 5),
];

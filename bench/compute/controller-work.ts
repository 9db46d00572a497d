import type { Decision } from '../../src/nas/space/index.js';

export interface ControllerWork {
  readonly decisions: readonly Decision[];
  /** Timed runs of each kind. */
  readonly repeats: number;
}

/** 20 layers of filter height, width and count, with four choices each: 60 tokens. */
export const decisions: readonly Decision[] = Array.from({ length: 20 }, (_, layer) =>
  (['height', 'width', 'filters'] as const).map((type) => ({
    name: `layers.${layer}.${type}`,
    type,
    choices: [1, 3, 5, 7],
  })),
).flat();

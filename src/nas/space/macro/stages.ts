import type { MacroDefinition } from './definition.js';

/** A layer at its place. */
export interface Place {
  readonly stage: number;
  readonly channels: number;
  /** 2 at the beginning of a stage, else 1. */
  readonly stride: number;
}

/** Every layer, the one next to the image first. */
export const placesOf = ({ layers, channels }: MacroDefinition): Place[] =>
  layers.flatMap((count, stage) =>
    Array.from({ length: count }, (_, layer) => ({
      stage,
      channels: channels[stage] ?? 1,
      stride: layer === 0 ? 2 : 1,
    })),
  );

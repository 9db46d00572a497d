/** One choice that a strategy makes. Decisions of one type offer the same choices. */
export interface Decision {
  /** Where in the architecture, such as `layers[2].filterHeight`. */
  readonly name: string;
  readonly type: string;
  readonly choices: readonly (number | string)[];
}

import type { Decision } from '../../space/index.js';

/** Where a decision's choices lie in a row that holds those of all decisions. */
export interface Columns {
  readonly start: number;
  readonly end: number;
}

/** The columns of each decision, one after the other. */
export function choiceColumns(decisions: readonly Decision[]): Columns[] {
  let end = 0;
  return decisions.map(({ choices }) => {
    const start = end;
    end += choices.length;
    return { start, end };
  });
}

/** Length of such a row. */
export function rowLength(decisions: readonly Decision[]): number {
  return decisions.reduce((sum, { choices }) => sum + choices.length, 0);
}

import type { Decision } from '../../space/index.js';

/** A step that decides once: a softmax head for its type. */
export interface ChoiceStep {
  readonly kind: 'choice';
  readonly position: number;
  readonly type: string;
  readonly choices: number;
}

/** A step that decides of each earlier layer whether this one takes it: an anchor point. */
export interface AnchorStep {
  readonly kind: 'anchor';
  /** Of the first of its decisions; there are as many as earlier layers. */
  readonly position: number;
  readonly layer: number;
}

export type Step = ChoiceStep | AnchorStep;

/** Where a decision lies in the tables of a batch. */
export interface Column {
  /** Where a table has one column for each decision. */
  readonly token: number;
  /** Where it has one for each choice. */
  readonly start: number;
  readonly end: number;
}

/**
 * The steps of a controller, and how its tables are laid out: step after step, anchors as wide as the widest, so that they
 * can repeat. Columns that stand for no decision hold zeros.
 */
export interface Sequence {
  readonly steps: readonly Step[];
  /** Earlier layers that an anchor step has columns for; 0 without anchors. */
  readonly links: number;
  /** Steps before those that repeat. */
  readonly written: number;
  /** Steps that repeat, 0 where none do. */
  readonly period: number;
  readonly columns: readonly Column[];
  /** Widths of tables with a column for each decision, and for each choice. */
  readonly tokenWidth: number;
  readonly choiceWidth: number;
}

/** Where decisions begin to repeat: beyond that, what is before them is no beginning any more. */
const MOST_WRITTEN = 16;

export function sequenceOf(decisions: readonly Decision[], anchors: readonly number[] = []): Sequence {
  const links = Math.max(anchors.length - 1, 0);
  const steps = stepsOf(decisions, links > 0 ? anchors : []);
  const columns: Column[] = [];
  let [tokenWidth, choiceWidth] = [0, 0];
  for (const step of steps) {
    const [count, choices] = step.kind === 'choice' ? [1, step.choices] : [step.layer, 2];
    for (let link = 0; link < count; link += 1) {
      const start = choiceWidth + link * choices;
      columns.push({ token: tokenWidth + link, start, end: start + choices });
    }
    tokenWidth += tokensOfStep(step, links);
    choiceWidth += choicesOfStep(step, links);
  }
  return { steps, links, ...repetitionOf(steps), columns, tokenWidth, choiceWidth };
}

/** Columns of a step in a table with one for each decision. */
export const tokensOfStep = (step: Step, links: number): number => (step.kind === 'choice' ? 1 : links);

/** Columns of a step in a table with one for each choice. */
export const choicesOfStep = (step: Step, links: number): number =>
  step.kind === 'choice' ? step.choices : 2 * links;

function stepsOf(decisions: readonly Decision[], anchors: readonly number[]): Step[] {
  const layerAt = new Map(anchors.map((position, layer) => [position, layer]));
  const steps: Step[] = [];
  let position = 0;
  while (position <= decisions.length) {
    const layer = layerAt.get(position);
    if (layer !== undefined) steps.push({ kind: 'anchor', position, layer });
    position += layer ?? 0;
    const decision = decisions[position];
    if (decision) {
      steps.push({ kind: 'choice', position, type: decision.type, choices: decision.choices.length });
    }
    position += 1;
  }
  return steps;
}

/** The beginning and the period that together are the fewest steps, as far as a controller can tell steps apart. */
function repetitionOf(steps: readonly Step[]): Pick<Sequence, 'written' | 'period'> {
  let best = { written: steps.length, period: 0 };
  for (let written = 0; written < Math.min(steps.length, MOST_WRITTEN); written += 1) {
    const rest = steps.slice(written);
    for (let period = 1; 2 * period <= rest.length; period += 1) {
      if (written + period >= best.written + best.period || rest.length % period !== 0) continue;
      if (rest.every((step, index) => isLike(step, rest[index % period]))) best = { written, period };
    }
  }
  return best;
}

function isLike(step: Step, other: Step | undefined): boolean {
  if (step.kind === 'anchor' || other?.kind !== 'choice') return step.kind === other?.kind;
  return step.type === other.type && step.choices === other.choices;
}

import { concat, reshape, type Shape, split, type Value } from '../../../tensor/index.js';
import { type Sequence, type Step, tokensOfStep } from './sequence.js';

/** Steps of one type that lie evenly spaced: a step that is written, or one step of every period. */
export interface Run {
  /** null for anchors. */
  readonly type: string | null;
  readonly repeats: number;
  /** Columns of each of its steps in a table of tokens. */
  readonly width: number;
}

/**
 * The steps of a sequence as few runs: first those that are written, one each, then those of the period. Where a type stands
 * twice in a period, one for each step, so that the steps of a type keep their order from run to run.
 */
export function runsOf({ steps, links, written, period }: Sequence): Run[] {
  const run = (step: Step, repeats: number): Run => ({
    type: typeOf(step),
    repeats,
    width: tokensOfStep(step, links),
  });
  const repeated = steps.slice(written, written + period);
  const isEvenly = new Set(repeated.map(typeOf)).size === period;
  if (period === 0 || !isEvenly) return steps.map((step) => run(step, 1));
  const repeats = (steps.length - written) / period;
  return [
    ...steps.slice(0, written).map((step) => run(step, 1)),
    ...repeated.map((step) => run(step, repeats)),
  ];
}

const typeOf = (step: Step): string | null => (step.kind === 'choice' ? step.type : null);

/**
 * What belongs to each run: `axis` of `x` has the steps in their order, of extent 1 each along the first axis and of their
 * width along another; along it a run's part has its own steps in their order.
 */
export function cutIntoRuns(runs: readonly Run[], x: Value, axis: 0 | 1): readonly Value[] {
  const { once, repeated, repeats } = divide(runs);
  const width = (run: Run) => (axis === 0 ? 1 : run.width);
  const before = once.map(width);
  const period = sum(repeated.map(width));
  if (repeats === 0) return split(x, before, axis);
  const parts = split(x, [...before, repeats * period], axis);
  const rest = parts.at(-1) ?? x;
  const slots = split(reshape(rest, unfold(rest.shape, axis, repeats)), repeated.map(width), axis + 1);
  return [...parts.slice(0, -1), ...slots.map((slot) => reshape(slot, fold(slot.shape, axis)))];
}

/** The inverse of `cutIntoRuns`. */
export function joinRuns(runs: readonly Run[], parts: readonly Value[], axis: 0 | 1): Value {
  const { once, repeats } = divide(runs);
  const slots = parts.slice(once.length).map((part) => reshape(part, unfold(part.shape, axis, repeats)));
  if (slots.length === 0) return concat(parts, axis);
  const rest = concat(slots, axis + 1);
  return concat([...parts.slice(0, once.length), reshape(rest, fold(rest.shape, axis))], axis);
}

function divide(runs: readonly Run[]) {
  const once = runs.filter(({ repeats }) => repeats === 1);
  const repeated = runs.filter(({ repeats }) => repeats > 1);
  return { once, repeated, repeats: repeated[0]?.repeats ?? 0 };
}

/** The shape with `axis` as two, the outer of extent `repeats`. */
const unfold = (shape: Shape, axis: number, repeats: number): Shape => [
  ...shape.slice(0, axis),
  repeats,
  (shape[axis] ?? 0) / repeats,
  ...shape.slice(axis + 1),
];

/** The shape with `axis` and the next one as one. */
const fold = (shape: Shape, axis: number): Shape => [
  ...shape.slice(0, axis),
  (shape[axis] ?? 0) * (shape[axis + 1] ?? 0),
  ...shape.slice(axis + 2),
];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

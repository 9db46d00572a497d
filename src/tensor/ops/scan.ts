import type { Value } from '../graph.js';
import { extentOf, formatShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { add } from './add.js';
import { scalar } from './constant.js';
import { requireDType } from './elementwise.js';
import { broadcastTo } from './reduce-sum.js';
import { repeatBody, type ScanStep, type ScanStepResult, traceBody } from './scan-body.js';
import type { PullBack, Vjp } from './vjp.js';

export type { ScanStep, ScanStepResult };

export interface ScanOperands {
  /** What the first step begins with; float32. */
  readonly states: readonly Value[];
  /** [steps, ...]: each step gets its slice, without the first axis. At least one. */
  readonly sequences: readonly Value[];
  /** What every step reads whole, such as weights. */
  readonly captured?: readonly Value[];
}

export interface ScanResult {
  /** What the last step handed on. */
  readonly states: readonly Value[];
  /** [steps, ...]: what each step gave, at the place of its slice. */
  readonly results: readonly Value[];
}

/**
 * A loop over the first axis of `sequences` that is written down, differentiated and compiled once for all steps.
 * `step` is called once, with symbolic operands in a graph of their own; it may use nothing from outside but what
 * `captured` hands it. `reverse`: from the last slice to the first.
 */
export function scan(
  { states, sequences, captured = [] }: ScanOperands,
  step: (operands: ScanStep) => ScanStepResult,
  { reverse = false }: { readonly reverse?: boolean } = {},
): ScanResult {
  const [first] = sequences;
  if (!first) throw new TensorError('INVALID_ARGUMENT', 'scan: needs at least one sequence');
  const steps = extentOf(first.shape, 0);
  for (const { shape } of sequences) {
    if (shape[0] === steps) continue;
    throw new TensorError(
      'SHAPE_MISMATCH',
      `scan: sequences ${formatShape(first.shape)} and ${formatShape(shape)} differ in their first axis`,
    );
  }
  for (const state of states) requireDType('scan', state, 'float32');
  const slices = sequences.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }));
  const body = traceBody({ states, slices, captured }, step);
  const stacked = [...body.results, ...states].map(({ shape, dtype }) => ({
    shape: [steps, ...shape],
    dtype,
  }));
  const inputs = [...states, ...sequences, ...captured];
  const { outputs } = first.graph.apply('scan', inputs, { body, reverse }, [...states, ...stacked]);
  return {
    states: outputs.slice(0, states.length),
    results: outputs.slice(states.length, states.length + body.results.length),
  };
}

/**
 * A scan in the other direction: each step begins with the stored states of its counterpart, computes that step again,
 * pulls the gradients of what it gave back through it, and adds up those of the captured values.
 */
export const scanVjp: Vjp<'scan'> = ({ graph, inputs, outputs, attributes }, dys, pullBack) => {
  const { body, reverse } = attributes;
  const [first, sequences, captured] = cut(inputs, [body.states.length, body.slices.length]);
  const [dStates, dResults] = cut(dys, [first.length, body.results.length]);
  const begun = outputs.slice(-first.length || outputs.length);
  const floats = captured.filter(isFloat);
  const sums = floats.map(({ shape }) => broadcastTo(scalar(graph, 0), shape));
  let slopes: Slopes = { states: [], slices: [], captured: [] };

  const backward = scan(
    { states: [...dStates, ...sums], sequences: [...begun, ...sequences, ...dResults], captured },
    (operands) => {
      const [dNext, sumsBefore] = cut(operands.states, [first.length]);
      const [states, slices, dGiven] = cut(operands.slices, [first.length, sequences.length]);
      const step = { states, slices, captured: operands.captured };
      const given = repeatBody(body, step);
      slopes = pullThrough(step, given, { states: dNext, results: dGiven }, pullBack);
      return {
        states: [...slopes.states.map(orZeros(states)), ...sumsBefore.map(plus(slopes.captured))],
        results: slopes.slices.map(orZeros(slices.filter(isFloat))),
      };
    },
    { reverse: !reverse },
  );

  const [dFirst, dCaptured] = cut(backward.states, [first.length]);
  const reached = dCaptured.map((sum, index) => (slopes.captured[index] ? sum : undefined));
  return [...dFirst, ...spread(backward.results, sequences), ...spread(reached, captured)];
};

/** Of the float operands of a step; undefined where its results do not depend on one. */
interface Slopes {
  readonly states: readonly (Value | undefined)[];
  readonly slices: readonly (Value | undefined)[];
  readonly captured: readonly (Value | undefined)[];
}

function pullThrough(
  { states, slices, captured }: ScanStep,
  given: ScanStepResult,
  gradients: ScanStepResult,
  pullBack: PullBack,
): Slopes {
  const values = [...given.states, ...given.results];
  const slopesOfValues = [...gradients.states, ...gradients.results];
  const seeds = values.flatMap((value, index): [Value, Value][] => {
    const slope = slopesOfValues[index];
    return slope && isFloat(value) ? [[value, slope]] : [];
  });
  const [floatSlices, floatCaptured] = [slices.filter(isFloat), captured.filter(isFloat)];
  const slopes = pullBack(seeds, [...states, ...floatSlices, ...floatCaptured]);
  const [ofStates, ofSlices, ofCaptured] = cut(slopes, [states.length, floatSlices.length]);
  return { states: ofStates, slices: ofSlices, captured: ofCaptured };
}

const isFloat = ({ dtype }: Value): boolean => dtype === 'float32';

const orZeros =
  (operands: readonly Value[]) =>
  (slope: Value | undefined, index: number): Value => {
    const operand = operands[index];
    if (slope) return slope;
    if (!operand) throw new TensorError('INVALID_ARGUMENT', 'scan: a gradient without its operand');
    return broadcastTo(scalar(operand.graph, 0), operand.shape);
  };

const plus =
  (slopes: readonly (Value | undefined)[]) =>
  (sum: Value, index: number): Value => {
    const slope = slopes[index];
    return slope ? add(sum, slope) : sum;
  };

/** A list of gradients of the float ones among `operands`, with a gap for each other one. */
function spread(
  slopes: readonly (Value | undefined)[],
  operands: readonly Value[],
): readonly (Value | undefined)[] {
  let next = 0;
  return operands.map((operand) => (isFloat(operand) ? slopes[next++] : undefined));
}

/** The first lists of the given lengths, and what is left. */
function cut<T>(list: readonly T[], lengths: readonly [number]): [T[], T[]];
function cut<T>(list: readonly T[], lengths: readonly [number, number]): [T[], T[], T[]];
function cut<T>(list: readonly T[], lengths: readonly number[]): T[][] {
  let end = 0;
  const pieces = lengths.map((length) => {
    end += length;
    return list.slice(end - length, end);
  });
  return [...pieces, list.slice(end)];
}

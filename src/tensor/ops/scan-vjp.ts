import type { Value } from '../graph.js';
import { TensorError } from '../tensor-error.js';
import { scalar } from './constant.js';
import { broadcastTo } from './reduce-sum.js';
import { scan } from './scan.js';
import { repeatBody, type ScanStep, type ScanStepResult } from './scan-body.js';
import { type SumOverSteps, sumOverSteps } from './scan-sums.js';
import type { PullBack, Vjp } from './vjp.js';

/**
 * A scan in the other direction: each step begins with the stored states of its counterpart, computes that step again,
 * and pulls the gradients of what it gave back through it. Those of the captured values are added up after the loop.
 */
export const scanVjp: Vjp<'scan'> = ({ inputs, outputs, attributes }, dys, pullBack) => {
  const { body, reverse } = attributes;
  const [first, sequences, captured] = cut(inputs, [body.states.length, body.slices.length]);
  const [dStates, dResults] = cut(dys, [first.length, body.results.length]);
  const begun = outputs.slice(-first.length || outputs.length);
  const slopesOfSlices = sequences.filter(isFloat).length;
  let sums: (SumOverSteps | undefined)[] = [];

  const backward = scan(
    { states: dStates, sequences: [...begun, ...sequences, ...dResults], captured },
    (operands) => {
      const [states, slices, dGiven] = cut(operands.slices, [first.length, sequences.length]);
      const step = { states, slices, captured: operands.captured };
      const given = repeatBody(body, step);
      const slopes = pullThrough(step, given, { states: operands.states, results: dGiven }, pullBack);
      sums = slopes.captured.map((slope) => slope && sumOverSteps(slope));
      return {
        states: slopes.states.map(orZeros(states)),
        results: [...slopes.slices.map(orZeros(slices.filter(isFloat))), ...operandsOf(sums)],
      };
    },
    { reverse: !reverse },
  );

  const [dSlices, stacked] = cut(backward.results, [slopesOfSlices]);
  const stackOf = new Map(operandsOf(sums).map((operand, index) => [operand, stacked[index] ?? operand]));
  const dCaptured = sums.map((sum) =>
    sum?.total(sum.operands.map((operand) => stackOf.get(operand) ?? operand)),
  );
  return [...backward.states, ...spread(dSlices, sequences), ...spread(dCaptured, captured)];
};

/** Each once: a step gives it once, whoever needs it. */
function operandsOf(sums: readonly (SumOverSteps | undefined)[]): Value[] {
  return [...new Set(sums.flatMap((sum) => sum?.operands ?? []))];
}

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

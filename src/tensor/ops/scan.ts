import type { Value } from '../graph.js';
import { extentOf, formatShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import { hoist } from './hoist.js';
import { type ScanStep, type ScanStepResult, traceBody } from './scan-body.js';

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
  const loop = hoist(body, { sequences, captured });
  const { nextStates, results } = loop.body;
  const stacked = [...results, ...states].map(({ shape, dtype }) => ({ shape: [steps, ...shape], dtype }));
  const inputs = [...states, ...loop.sequences, ...loop.captured];
  const { outputs } = first.graph.apply('scan', inputs, { body: loop.body, reverse }, [
    ...nextStates,
    ...stacked,
  ]);
  const given = outputs.slice(states.length, states.length + results.length);
  return { states: outputs.slice(0, states.length), results: loop.resultsOf(given) };
}

import { type Graph, isOf, type Node, type NodeOf, type Value } from '../graph.js';
import type { ScanBody } from '../op-signatures.js';
import { extentOf, sameShape } from '../shape.js';
import { applyToAllSteps, isBatched, type Operand, stacked } from './batched.js';
import { mul } from './mul.js';
import { copyNode, copyOf, pairs, traceBody } from './scan-body.js';

/** What a loop reads beside its states. */
interface LoopOperands {
  /** [steps, ...] */
  readonly sequences: readonly Value[];
  readonly captured: readonly Value[];
}

/** What is left of a loop, and what is computed after it. */
export interface HoistedLoop extends LoopOperands {
  readonly body: ScanBody<Value>;
  /** What the whole loop gives from what `body` gives, [steps, ...] each. */
  readonly resultsOf: (given: readonly Value[]) => Value[];
}

/**
 * Takes out of a loop what can be computed for all steps at once: before it what no state leads to, after it what leads to
 * no state. A node of a loop's body costs a call a step, however little it computes, and the rows of all steps make
 * one large product. The price is memory for what is taken out, of all steps.
 */
export function hoist(body: ScanBody<Value>, operands: LoopOperands): HoistedLoop {
  const steps = extentOf(operands.sequences[0]?.shape ?? [], 0);
  const before = workBefore(body, operands, steps);
  const given = givenFor(body, before);
  const rest = restOf([...body.nextStates, ...given], before);
  const varying = rest.reads.filter(({ isStacked }) => isStacked).map(({ value }) => value);
  // A loop needs a sequence, if only to know its steps.
  const sequences = varying.length > 0 ? varying : operands.sequences.slice(0, 1);
  const captured = rest.reads.filter(isCaptured).map(({ value }) => value);
  const types = {
    states: body.states,
    slices: sequences.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype })),
    captured,
  };
  const left = traceBody(types, ({ states, slices, captured: fixed }) => {
    const inside = new Map([...pairs(sequences, slices), ...pairs(captured, fixed)]);
    const copies = new Map(pairs(body.states, states));
    const [graph] = [...slices, ...states].map((operand) => operand.graph);
    if (graph) for (const value of rest.values) write(value, graph, before, inside, copies);
    return {
      states: body.nextStates.map((value) => copyOf(value, copies)),
      results: given.map((value) => copyOf(value, copies)),
    };
  });
  return {
    sequences,
    captured,
    body: left,
    resultsOf: (values) => workAfter(body.results, given, values, before, steps),
  };
}

/** A product in the loop, one factor of which is known before. */
interface Multiple {
  readonly of: Value;
  readonly by: Operand;
}

/** Of values of a body. */
interface Before {
  /** Those that are computed before the loop. */
  readonly known: ReadonlyMap<Value, Operand>;
  readonly multiples: ReadonlyMap<Value, Multiple>;
}

function workBefore(body: ScanBody<Value>, { sequences, captured }: LoopOperands, steps: number): Before {
  const known = new Map<Value, Operand>([
    ...pairs(body.slices, sequences).map(([slice, value]) => [slice, { value, isStacked: true }] as const),
    ...pairs(body.captured, captured).map(([inner, value]) => [inner, { value, isStacked: false }] as const),
  ]);
  const multiples = new Map<Value, Multiple>();
  const uses = countUses(body);
  const [outside] = sequences.map(({ graph }) => graph);
  for (const node of nodesOf(body)) {
    if (node.kind === 'input' || !outside) continue;
    const operands = node.inputs.flatMap((input) => known.get(input) ?? []);
    const outputs = operands.length < node.inputs.length ? undefined : apply(node, operands, outside, steps);
    if (outputs) {
      for (const [output, operand] of pairs<Value, Operand>(node.outputs, outputs))
        known.set(output, operand);
    } else if (isOf(node, 'mul')) {
      const multiple = multipleOf(node, known, multiples, uses);
      if (multiple) multiples.set(node.outputs[0], multiple);
    }
  }
  return { known, multiples };
}

/** The outputs of a node outside the loop, undefined where its op has to stay inside. */
function apply(
  node: Node,
  operands: readonly Operand[],
  graph: Graph,
  steps: number,
): readonly Operand[] | undefined {
  if (operands.some(({ isStacked }) => isStacked)) {
    return applyToAllSteps(node, operands, steps)?.map((value) => ({ value, isStacked: true }));
  }
  const copies = new Map(
    pairs(
      node.inputs,
      operands.map(({ value }) => value),
    ),
  );
  copyNode(node, graph, copies);
  return node.outputs.map((output) => ({ value: copyOf(output, copies), isStacked: false }));
}

/**
 * What a product is of, where one factor is known before the loop. Where the other is such a product too, which nothing else reads,
 * both known factors are multiplied before.
 */
function multipleOf(
  { inputs: [a, b], outputs: [y] }: NodeOf<'mul'>,
  known: ReadonlyMap<Value, Operand>,
  multiples: ReadonlyMap<Value, Multiple>,
  uses: ReadonlyMap<Value, number>,
): Multiple | undefined {
  const [of, by] = known.has(b) ? [a, known.get(b)] : [b, known.get(a)];
  if (!by || !sameShape(of.shape, y.shape)) return undefined;
  const inner = uses.get(of) === 1 ? multiples.get(of) : undefined;
  if (!inner || !isOfShape(inner.by, y) || !isOfShape(by, y)) return { of, by };
  const factor = { value: mul(inner.by.value, by.value), isStacked: inner.by.isStacked || by.isStacked };
  return { of: inner.of, by: factor };
}

const isOfShape = ({ value, isStacked }: Operand, { shape }: Value): boolean =>
  sameShape(value.shape.slice(Number(isStacked)), shape);

/** How often each value is read. */
function countUses(body: ScanBody<Value>): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>();
  const read = [...nodesOf(body).flatMap(({ inputs }) => inputs), ...body.nextStates, ...body.results];
  for (const value of read) uses.set(value, (uses.get(value) ?? 0) + 1);
  return uses;
}

/** The values that a body has to give so that its results can be computed: those at which the work after the loop begins. */
function givenFor(body: ScanBody<Value>, before: Before): readonly Value[] {
  const inside = new Set(restOf(body.nextStates, before).values);
  const given = new Set<Value>();
  const visit = (value: Value): void => {
    if (before.known.has(value)) return;
    if (inside.has(value) || !isBatched(value.node.kind)) given.add(value);
    else value.node.inputs.forEach(visit);
  };
  body.results.forEach(visit);
  return [...given];
}

/** What the loop has to compute for `wanted`, each value after those that it reads, and what it reads from outside. */
function restOf(wanted: readonly Value[], { known, multiples }: Before) {
  const values = new Set<Value>();
  const reads = new Map<Value, Operand>();
  const visit = (value: Value): void => {
    const operand = known.get(value);
    if (operand) reads.set(operand.value, operand);
    if (operand || values.has(value)) return;
    const multiple = multiples.get(value);
    if (multiple) reads.set(multiple.by.value, multiple.by);
    for (const input of multiple ? [multiple.of] : value.node.inputs) visit(input);
    values.add(value);
  };
  wanted.forEach(visit);
  return { values: [...values], reads: [...reads.values()] };
}

/** Constants are written into the body. */
const isCaptured = ({ value, isStacked }: Operand): boolean => !isStacked && value.node.kind !== 'constant';

/** Writes a value of the rest. `inside` leads from values outside to what the body has for them. */
function write(
  value: Value,
  graph: Graph,
  { known, multiples }: Before,
  inside: Map<Value, Value>,
  copies: Map<Value, Value>,
): void {
  if (copies.has(value)) return;
  const read = (operand: Operand): Value => {
    if (!inside.has(operand.value)) copyNode(operand.value.node, graph, inside);
    return copyOf(operand.value, inside);
  };
  const multiple = multiples.get(value);
  if (multiple) {
    copies.set(value, mul(copyOf(multiple.of, copies), read(multiple.by)));
    return;
  }
  for (const input of value.node.inputs) {
    const operand = known.get(input);
    if (operand) copies.set(input, read(operand));
  }
  copyNode(value.node, graph, copies);
}

/** The results of all steps, from what the body gave. */
function workAfter(
  results: readonly Value[],
  given: readonly Value[],
  values: readonly Value[],
  { known }: Before,
  steps: number,
): Value[] {
  const operands = new Map<Value, Operand>(known);
  for (const [inner, value] of pairs(given, values)) operands.set(inner, { value, isStacked: true });
  const operandOf = (value: Value): Operand => {
    const found = operands.get(value);
    if (found) return found;
    const outputs = applyToAllSteps(value.node, value.node.inputs.map(operandOf), steps) ?? [];
    for (const [output, outside] of pairs(value.node.outputs, outputs)) {
      operands.set(output, { value: outside, isStacked: true });
    }
    return operandOf(value);
  };
  return results.map((result) => stacked(operandOf(result), steps));
}

const nodesOf = ({ slices }: ScanBody<Value>): readonly Node[] => slices[0]?.graph.nodes ?? [];

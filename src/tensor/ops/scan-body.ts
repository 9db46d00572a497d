import { Graph, type NodeOf, type Value } from '../graph.js';
import type { OpKind, OpSignatures, ScanBody, ValueType } from '../op-signatures.js';
import { formatShape, sameShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';

/** What a step of a scan reads. */
export interface ScanStep {
  readonly states: readonly Value[];
  readonly slices: readonly Value[];
  readonly captured: readonly Value[];
}

/** What a step of a scan gives. */
export interface ScanStepResult {
  /** What the next step begins with: as many as came in, of the same shapes. */
  readonly states: readonly Value[];
  readonly results: readonly Value[];
}

type Step = (operands: ScanStep) => ScanStepResult;

/** Writes one step down as a graph of its own. */
export function traceBody(
  types: { readonly [Part in keyof ScanStep]: readonly ValueType[] },
  step: Step,
): ScanBody<Value> {
  const graph = new Graph();
  const take = (part: keyof ScanStep) =>
    types[part].map(({ shape, dtype }, index) => graph.input(`${part}[${index}]`, shape, dtype));
  const operands = { states: take('states'), slices: take('slices'), captured: take('captured') };
  const { states: nextStates, results } = step(operands);
  if ([...nextStates, ...results].some((value) => value.graph !== graph)) {
    throw new TensorError(
      'GRAPH_MISMATCH',
      'scan: a step must give values that it computed from its operands',
    );
  }
  checkStates(types.states, nextStates);
  return { ...operands, nextStates, results };
}

/** The body once more, in the graph of `operands`. */
export function repeatBody(body: ScanBody<Value>, { states, slices, captured }: ScanStep): ScanStepResult {
  const operands = [...states, ...slices, ...captured];
  const copies = new Map(pairs([...body.states, ...body.slices, ...body.captured], operands));
  const [graph] = operands.map((operand) => operand.graph);
  const nodes = body.slices[0]?.graph.nodes ?? [];
  for (const node of nodes) {
    if (graph && node.kind !== 'input') copyNode(node, graph, copies);
  }
  return {
    states: body.nextStates.map((value) => copyOf(value, copies)),
    results: body.results.map((value) => copyOf(value, copies)),
  };
}

/** `node` once more, in `graph`; its outputs are added to `copies`, where its inputs are. */
export function copyNode<K extends OpKind>(node: NodeOf<K>, graph: Graph, copies: Map<Value, Value>): void {
  const inputs = node.inputs.map((input) => copyOf(input, copies));
  // The map above keeps the tuple's length, which its type cannot say.
  const operands = inputs as readonly Value[] as OpSignatures<Value>[K]['inputs'];
  const outputs: readonly Value[] = graph.apply(node.kind, operands, node.attributes, node.outputs).outputs;
  for (const [output, copy] of pairs<Value, Value>(node.outputs, outputs)) copies.set(output, copy);
}

export function copyOf(value: Value, copies: ReadonlyMap<Value, Value>): Value {
  const copy = copies.get(value);
  if (!copy)
    throw new TensorError('GRAPH_MISMATCH', `scan: its body reads a ${value.node.kind} from outside`);
  return copy;
}

function checkStates(before: readonly ValueType[], after: readonly Value[]): void {
  if (before.length !== after.length) {
    throw new TensorError(
      'INVALID_ARGUMENT',
      `scan: a step takes ${before.length} states and hands on ${after.length}`,
    );
  }
  before.forEach(({ shape }, index) => {
    const next = after[index];
    if (next?.dtype === 'float32' && sameShape(shape, next.shape)) return;
    throw new TensorError(
      'SHAPE_MISMATCH',
      `scan: state ${index} is float32 ${formatShape(shape)}, a step hands on ${next?.dtype} ${formatShape(next?.shape ?? [])}`,
    );
  });
}

/** What stands at the same place of two lists, as far as the second goes. */
export const pairs = <A, B>(left: readonly A[], right: readonly B[]): (readonly [A, B])[] =>
  left.flatMap((a, index) => {
    const b = right[index];
    return b === undefined ? [] : [[a, b] as const];
  });

import type { Graph, NodeOf, Value } from '../../graph.js';
import type { OpKind } from '../../op-signatures.js';
import { nodesBehind } from '../nodes-behind.js';
import { Operands } from './operands.js';
import { type Placed, plain } from './placed.js';
import { RawBuilder } from './raw-builder.js';
import type { LowerBody } from './raw-lowering.js';
import { rawLowerings } from './raw-lowerings.js';
import type { RawCall, RawProgram, Slot } from './raw-program.js';

/** Lowers outputs and assignments together, so that one run is one step: forward, backward, optimizer. */
export function lowerToRawProgram(graph: Graph): RawProgram {
  const raw = new RawBuilder();
  const operands = new Operands(raw);
  const placeAll = (sources: ReadonlyMap<string, Value>) =>
    new Map(
      Array.from(sources, ([name, value]) => {
        const slot = raw.newSlot();
        operands.place(value, plain(slot));
        return [name, slot];
      }),
    );
  const [inputs, variables] = [placeAll(graph.inputs), placeAll(graph.variables)];
  lowerBody(operands, graph, [...graph.outputs.values(), ...graph.assignments.values()]);

  const outputs = new Map(Array.from(graph.outputs, ([name, value]) => [name, operands.plain(value)]));
  const successors = successorsOf(graph, operands);
  const kept = new Set([
    ...variables.values(),
    ...raw.constants.keys(),
    ...outputs.values(),
    ...successors.values(),
  ]);
  const calls = withFrees(raw.calls, kept);
  return { slots: raw.slots, constants: raw.constants, inputs, variables, calls, outputs, successors };
}

const lowerBody: LowerBody = (operands, graph, results) => {
  const needed = nodesBehind(results);
  for (const node of graph.nodes) {
    if (needed.has(node) && !node.outputs.every((output) => operands.has(output))) lowerNode(operands, node);
  }
};

function lowerNode<K extends OpKind>(operands: Operands, node: NodeOf<K>): void {
  const placed: readonly Placed[] = rawLowerings[node.kind](operands, node, lowerBody);
  node.outputs.forEach((output, index) => {
    const result = placed[index];
    if (result) operands.place(output, result);
  });
}

/** A copy of each, so that no two variables, and no variable and input, are one tensor. */
function successorsOf(graph: Graph, operands: Operands): Map<string, Slot> {
  const taken = new Map<string, Slot>();
  for (const [name, variable] of graph.variables) {
    const next = graph.assignments.get(variable);
    if (next) taken.set(name, operands.raw.copy(operands.plain(next)));
  }
  return taken;
}

function withFrees(calls: readonly Omit<RawCall, 'frees'>[], kept: ReadonlySet<Slot>): RawCall[] {
  const read = new Set(kept);
  const backwards = calls.toReversed().map((call) => {
    const frees = [...new Set([...call.inputs, ...call.outputs])].filter((slot) => !read.has(slot));
    for (const slot of frees) read.add(slot);
    return { ...call, frees };
  });
  return backwards.toReversed();
}

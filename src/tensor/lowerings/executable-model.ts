import type { Graph } from '../graph.js';
import type { GraphLowering } from './lower-graph.js';
import { OnnxBuilder } from './onnx-builder.js';

/** A whole graph as one ONNX model in which variables are inputs and their successors outputs. */
export interface ExecutableModel {
  readonly bytes: Uint8Array;
  /** The model's output with the next value of each assigned variable. */
  readonly successors: ReadonlyMap<string, string>;
}

/**
 * Lowers outputs and assignments together, so that one run is one step: forward, backward, optimizer.
 * Inputs, variables and outputs keep their names.
 */
export function lowerToExecutableModel(graph: Graph, lower: GraphLowering): ExecutableModel {
  const successors = new Map<string, string>();
  for (const [name, variable] of graph.variables) {
    if (graph.assignments.has(variable)) successors.set(name, `${name}:next`);
  }
  const sources = [...graph.inputs, ...graph.variables];
  const onnx = new OnnxBuilder([
    ...sources.map(([name]) => name),
    ...graph.outputs.keys(),
    ...successors.values(),
  ]);
  for (const [name, { dtype, shape }] of sources) onnx.input(name, dtype, shape);
  const results = [...graph.outputs.values(), ...graph.assignments.values()];
  const nameOf = lower(graph, results, onnx);
  for (const [name, value] of graph.outputs) onnx.output(name, nameOf(value), value.dtype, value.shape);
  for (const [name, successor] of successors) {
    const variable = graph.variables.get(name);
    const next = variable && graph.assignments.get(variable);
    if (next) onnx.output(successor, nameOf(next), next.dtype, next.shape);
  }
  return { bytes: onnx.encode(), successors };
}

import type { Value } from '../../graph.js';
import type { Lowering } from '../lowering.js';

/** ONNX's Scan, whose body reads captured values under the names that they have outside. */
export const scan: Lowering<'scan'> = (onnx, inputs, { attributes, outputs: stacked }, lowerBody) => {
  const { states, slices, captured, nextStates, results } = attributes.body;
  const body = onnx.nested();
  const operands = inputs.slice(0, states.length + slices.length);
  const capturedNames = inputs.slice(operands.length);
  const names = new Map<Value, string>(captured.map((value, index) => [value, capturedNames[index] ?? '']));
  for (const value of [...states, ...slices]) {
    names.set(value, body.input(body.freshName('operand'), value.dtype, value.shape));
  }
  const stackedStates = stacked.slice(nextStates.length + results.length);
  const outputs = [...nextStates, ...results, ...(stackedStates.some(isRead) ? states : [])];
  const [graph] = [...states, ...slices].map((value) => value.graph);
  const nameOf = graph ? lowerBody(body, graph, outputs, names) : () => '';
  for (const value of outputs) body.output(body.freshName('result'), nameOf(value), value.dtype, value.shape);

  const direction = Number(attributes.reverse);
  const directions = {
    num_scan_inputs: slices.length,
    scan_input_directions: slices.map(() => direction),
    scan_output_directions: outputs.slice(nextStates.length).map(() => direction),
  };
  return onnx.nodeWithBody(outputs.length, 'Scan', operands, directions, {
    graph: body,
    captured: capturedNames,
  });
};

/** The states that steps began with are for gradients: a loop backwards gives them for nothing, and copies them at each step. */
function isRead(value: Value): boolean {
  const { nodes, outputs, assignments } = value.graph;
  return (
    nodes.some(({ inputs }) => inputs.some((input) => input === value)) ||
    [...outputs.values(), ...assignments.values()].includes(value)
  );
}

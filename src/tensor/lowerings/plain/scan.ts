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
  const outputs = [...nextStates, ...results, ...states];
  const [graph] = [...states, ...slices].map((value) => value.graph);
  const nameOf = graph ? lowerBody(body, graph, outputs, names) : () => '';
  for (const value of outputs) body.output(body.freshName('result'), nameOf(value), value.dtype, value.shape);

  const direction = Number(attributes.reverse);
  const directions = {
    num_scan_inputs: slices.length,
    scan_input_directions: slices.map(() => direction),
    scan_output_directions: [...results, ...states].map(() => direction),
  };
  return onnx.nodeWithBody(stacked.length, 'Scan', operands, directions, {
    graph: body,
    captured: capturedNames,
  });
};

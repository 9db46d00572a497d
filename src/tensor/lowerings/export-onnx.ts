import type { Graph } from '../graph.js';
import { formatShape, type Shape, sameShape } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { TensorError } from '../tensor-error.js';
import { lowerGraph } from './lower-graph.js';
import type { Lowerings } from './lowering.js';
import { OnnxBuilder } from './onnx-builder.js';
import { plainLowerings } from './plain/index.js';

/**
 * The outputs of `graph` as an ONNX model (opset 17, standard ops only) for any consumer: variables baked
 * in, assignments left out, the first dimension of inputs and outputs open under the name `batch`. Every
 * op but those that fix the batch (a constant or a broadcast of its size) then takes any batch.
 * MISSING_VALUE or SHAPE_MISMATCH: a variable's value; NOT_EXPORTABLE: an op without a standard form.
 */
export function exportOnnx(graph: Graph, variables: Readonly<Record<string, Tensor>>): Uint8Array {
  const onnx = new OnnxBuilder([...graph.inputs.keys(), ...graph.variables.keys(), ...graph.outputs.keys()]);
  for (const [name, { dtype, shape }] of graph.inputs) onnx.input(name, dtype, openBatch(shape));
  const lowerings: Lowerings = {
    ...plainLowerings,
    variable: (_, __, { attributes: { name }, outputs: [value] }) => [
      onnx.tensor(bakedValue(variables, name, value.shape), name),
    ],
  };
  const nameOf = lowerGraph(graph, graph.outputs.values(), lowerings, onnx);
  for (const [name, value] of graph.outputs) {
    onnx.output(name, nameOf(value), value.dtype, openBatch(value.shape));
  }
  const foreign = [...onnx.domains()].filter((domain) => domain !== '');
  if (foreign.length > 0) {
    throw new TensorError('NOT_EXPORTABLE', `exportOnnx: the graph needs ops of ${foreign.join(', ')}`);
  }
  return onnx.encode();
}

function openBatch(shape: Shape): (number | string)[] {
  return shape.map((extent, axis) => (axis === 0 ? 'batch' : extent));
}

function bakedValue(variables: Readonly<Record<string, Tensor>>, name: string, shape: Shape): Tensor {
  const tensor = variables[name];
  if (!tensor) throw new TensorError('MISSING_VALUE', `exportOnnx: variable ${name} has no value`);
  if (tensor.dtype !== 'float32' || !sameShape(tensor.shape, shape)) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `exportOnnx: variable ${name} is float32 ${formatShape(shape)}, its value is ${tensor.dtype} ${formatShape(tensor.shape)}`,
    );
  }
  return tensor;
}

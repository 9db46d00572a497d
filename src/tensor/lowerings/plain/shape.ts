import type { Shape } from '../../shape.js';
import type { Lowering } from '../lowering.js';

// These keep a model open to another batch: wherever the first axis is only passed on, its extent is not
// written down (0 = as in the input, -1 = what is left, 1 = no repetition).

export const reshape: Lowering<'reshape'> = (onnx, [x], { inputs: [from], outputs: [to] }) => [
  onnx.node('Reshape', [x, onnx.ints(targetShape(from.shape, to.shape))]),
];

export const broadcastTo: Lowering<'broadcastTo'> = (onnx, [x], { inputs: [from], outputs: [to] }) => {
  const missing = to.shape.length - from.shape.length;
  const repeats = to.shape.map((extent, axis) => (from.shape[axis - missing] === extent ? 1 : extent));
  return [onnx.node('Expand', [x, onnx.ints(repeats)])];
};

export const transpose: Lowering<'transpose'> = (onnx, [x], { attributes: { permutation } }) => [
  onnx.node('Transpose', [x], { perm: permutation }),
];

export const concat: Lowering<'concat'> = (onnx, inputs, { attributes: { axis } }) => [
  onnx.node('Concat', inputs, { axis }),
];

export const split: Lowering<'split'> = (onnx, [x], { attributes: { axis, sizes } }) =>
  onnx.nodeWithOutputs(sizes.length, 'Split', [x, onnx.ints(sizes)], { axis });

export const slice: Lowering<'slice'> = (onnx, [x], { inputs: [from], outputs: [to], attributes }) => {
  const axes = from.shape.flatMap((extent, axis) => (extent === to.shape[axis] ? [] : [axis]));
  const starts = axes.map((axis) => attributes.starts[axis] ?? 0);
  const ends = axes.map((axis, index) => (starts[index] ?? 0) + (to.shape[axis] ?? 0));
  return [onnx.node('Slice', [x, onnx.ints(starts), onnx.ints(ends), onnx.ints(axes)])];
};

export const pad: Lowering<'pad'> = (
  onnx,
  [x],
  { inputs: [from], outputs: [to], attributes: { before } },
) => {
  const after = to.shape.map((extent, axis) => extent - (before[axis] ?? 0) - (from.shape[axis] ?? 0));
  return [onnx.node('Pad', [x, onnx.ints([...before, ...after])])];
};

function targetShape(from: Shape, to: Shape): Shape {
  return to.map((extent, axis) => {
    if (axis > 0) return extent;
    return from[0] === extent ? 0 : -1;
  });
}

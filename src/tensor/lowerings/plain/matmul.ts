import { isOf, type NodeOf, type Value } from '../../graph.js';
import { sameShape } from '../../shape.js';
import type { Lowering } from '../lowering.js';
import { MICROSOFT } from '../onnx-builder.js';

export const matmul: Lowering<'matmul'> = (
  onnx,
  inputs,
  { attributes: { transposeA, transposeB }, outputs: [y] },
) => {
  const transposed = transpositions({ transposeA, transposeB });
  if (y.shape.length === 2) return [onnx.node('Gemm', inputs, transposed)];
  if (!transposeA && !transposeB) return [onnx.node('MatMul', inputs)];
  return [onnx.node('FusedMatMul', inputs, transposed, MICROSOFT)];
};

/** What is added to a product is added by the product: a node less, of which a controller has hundreds. */
export const add: Lowering<'add'> = (onnx, [x, y], { inputs: [product, other] }) => {
  const { node } = product;
  const written = isOf(node, 'matmul') && isAddable(other, product) ? onnx.nodeBehind(x) : undefined;
  return written?.opType === 'Gemm' && written.input.length === 2 && isOf(node, 'matmul')
    ? [onnx.node('Gemm', [...written.input, y], transpositions(node.attributes))]
    : [onnx.node('Add', [x, y])];
};

/** A matrix of the product's shape, or a row for all of its rows. */
const isAddable = ({ shape: other }: Value, { shape }: Value): boolean =>
  shape.length === 2 && (sameShape(other, shape) || sameShape(other, shape.slice(1)));

const transpositions = ({ transposeA, transposeB }: NodeOf<'matmul'>['attributes']) => ({
  transA: Number(transposeA),
  transB: Number(transposeB),
});

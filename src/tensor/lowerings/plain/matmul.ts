import type { Node, NodeOf, Value } from '../../graph.js';
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

/** What is added to each row of a product is added by the product: a node less, of which a controller has hundreds. */
export const add: Lowering<'add'> = (onnx, [x, y], { inputs: [product, row] }) => {
  const { node } = product;
  const written = isMatmul(node) && isAddedToRows(row, product) ? onnx.nodeBehind(x) : undefined;
  return written?.opType === 'Gemm' && written.input.length === 2 && isMatmul(node)
    ? [onnx.node('Gemm', [...written.input, y], transpositions(node.attributes))]
    : [onnx.node('Add', [x, y])];
};

const isMatmul = (node: Node): node is NodeOf<'matmul'> => node.kind === 'matmul';

const isAddedToRows = (row: Value, { shape }: Value): boolean =>
  shape.length === 2 && row.shape.length === 1 && row.shape[0] === shape[1];

const transpositions = ({ transposeA, transposeB }: NodeOf<'matmul'>['attributes']) => ({
  transA: Number(transposeA),
  transB: Number(transposeB),
});

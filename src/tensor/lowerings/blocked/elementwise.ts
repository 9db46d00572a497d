import type { NodeOf, Value } from '../../graph.js';
import type { OpKind, OpSignatures } from '../../op-signatures.js';
import { sameShape, sizeOf } from '../../shape.js';
import { lowerNode } from '../lower-graph.js';
import { plainLowerings } from '../plain/index.js';
import type { BlockedMaps } from './blocked-maps.js';
import type { BlockedOp } from './blocked-op.js';

const isSameShape = ({
  inputs,
  outputs: [y],
}: {
  readonly inputs: readonly Value[];
  readonly outputs: readonly [Value];
}) => inputs.every(({ shape }) => sameShape(shape, y.shape));

/** Done by the convolution that gives x, where one does. */
export const relu: BlockedOp<'relu'> = {
  ...elementwise(),
  write: (maps, node) => {
    const y = maps.ended(node.inputs[0], { activation: 'Relu' });
    return y === undefined ? write(maps, node) : [y];
  },
};

/** Each operand that a convolution gives is added by that. */
export const addition = <K extends 'add' | 'addN'>(): BlockedOp<K> => ({
  ...elementwise(),
  write: (maps, node) => (isSameShape(node) ? [sum(maps, node.inputs)] : write(maps, node)),
});

/** A map that no convolution gives, or the first, and then one after the other. */
function sum(maps: BlockedMaps, operands: readonly Value[]): string {
  const first = operands.find((operand) => !maps.canAdd(operand)) ?? operands[0];
  const start = first ? maps.blocked(first) : '';
  return operands.toSpliced(first ? operands.indexOf(first) : 0, 1).reduce((total, operand) => {
    return maps.ended(operand, { addend: total }) ?? maps.onnx.node('Add', [total, maps.blocked(operand)]);
  }, start);
}

/** An op that does not care where an element lies: written as plainly, on maps in blocks and on scalars. */
export function elementwise<K extends OpKind>(): BlockedOp<K> {
  return {
    role: 'follows',
    gives: 'blocked',
    fits: ({ inputs, outputs: [y] }) => {
      const operands: readonly Value[] = inputs;
      return (
        y?.shape.length === 4 &&
        operands.every(({ shape }) => sameShape(shape, y.shape) || sizeOf(shape) === 1)
      );
    },
    write,
  };
}

function write<K extends OpKind>(maps: BlockedMaps, node: NodeOf<K>): OpSignatures<string>[K]['outputs'] {
  const y: Value | undefined = node.outputs[0];
  return lowerNode(maps.onnx, node, plainLowerings, (input) =>
    y && sameShape(input.shape, y.shape) ? maps.blocked(input) : maps.plain(input),
  );
}

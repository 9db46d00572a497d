import type { NodeOf, Value } from '../../graph.js';
import type { OpKind, OpSignatures } from '../../op-signatures.js';
import { sameShape, sizeOf } from '../../shape.js';
import { lowerNode } from '../lower-graph.js';
import { plainLowerings } from '../plain/index.js';
import type { BlockedMaps } from './blocked-maps.js';
import type { BlockedOp } from './blocked-op.js';

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

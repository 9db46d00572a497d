import type { NodeOf } from '../../graph.js';
import type { OpKind } from '../../op-signatures.js';
import type { Operands } from './operands.js';
import { channelsLast, type Placed, plain } from './placed.js';
import type { RawLowering } from './raw-lowering.js';
import type { RawAttributes, Slot } from './raw-program.js';

type Unary = 'relu' | 'sigmoid' | 'tanh' | 'exp' | 'log' | 'neg' | 'sqrt' | 'square';
type Binary = 'add' | 'sub' | 'mul' | 'div' | 'greater' | 'equal';
type ElementwiseKind = Unary | Binary | 'clip' | 'addN' | 'stopGradient' | 'reluGradient';

/** Each works on any layout that all its operands have: channels last as soon as one of them lies so. */
export const elementwise: { readonly [K in ElementwiseKind]: RawLowering<K> } = {
  relu: named('Relu'),
  sigmoid: named('Sigmoid'),
  tanh: named('Tanh'),
  exp: named('Exp'),
  log: named('Log'),
  neg: named('Neg'),
  sqrt: named('Sqrt'),
  square: named('Square'),
  add: named('AddV2'),
  sub: named('Sub'),
  mul: named('Mul'),
  div: named('RealDiv'),
  addN: by(({ raw }, slots) => raw.call('AddN', slots, { N: slots.length, T: { type: 'float32' } })),
  greater: mask('Greater'),
  equal: mask('Equal'),
  clip: by(({ raw }, [x = -1], { attributes: { minimum, maximum } }: NodeOf<'clip'>) =>
    raw.call('ClipByValue', [x, raw.float(minimum), raw.float(maximum)]),
  ),
  stopGradient: by((_, [x = -1]) => x),
  reluGradient: by(({ raw }, [y = -1, dy = -1]) => raw.call('ReluGrad', [dy, y])),
};

function named(op: string): Simple {
  return by(({ raw }, slots) => raw.call(op, slots));
}

function mask(op: string): Simple {
  return by(({ raw }, slots) => cast(raw.call(op, slots), raw));
}

const FLOAT: RawAttributes = { DstT: { type: 'float32' } };
const cast = (slot: Slot, raw: Operands['raw']): Slot => raw.call('Cast', [slot], FLOAT);

type Simple = (operands: Operands, node: NodeOf<OpKind>) => readonly [y: Placed];

function by<N extends NodeOf<OpKind>>(
  call: (operands: Operands, slots: readonly Slot[], node: N) => Slot,
): (operands: Operands, node: N) => readonly [y: Placed] {
  return (operands, node) => {
    const isLast = node.inputs.some((input) => operands.isChannelsLast(input));
    const slots = node.inputs.map((input) => (isLast ? operands.channelsLast(input) : operands.plain(input)));
    const slot = call(operands, slots, node);
    return [isLast ? channelsLast(slot) : plain(slot)];
  };
}

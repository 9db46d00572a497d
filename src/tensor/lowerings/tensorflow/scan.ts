import type { Value } from '../../graph.js';
import { extentOf } from '../../shape.js';
import type { Operands } from './operands.js';
import { plain } from './placed.js';
import type { RawLowering } from './raw-lowering.js';
import type { Slot } from './raw-program.js';

/** The body written once for each step: calls are made one by one anyway, so a loop would save nothing. */
export const scan: RawLowering<'scan'> = (operands, node, lowerBody) => {
  const { states, slices, captured, nextStates, results } = node.attributes.body;
  const sequences = node.inputs.slice(states.length, states.length + slices.length);
  const capturedOutside = node.inputs.slice(states.length + slices.length);
  const steps = extentOf(sequences[0]?.shape ?? [], 0);
  const slicesByStep = sequences.map((sequence) => unpack(operands, sequence, steps));
  const bodyGraph = [...states, ...slices].map(({ graph }) => graph)[0];

  let current: readonly Slot[] = node.inputs.slice(0, states.length).map((state) => operands.plain(state));
  const given: (readonly Slot[])[] = Array.from({ length: steps });
  for (let count = 0; count < steps; count += 1) {
    const step = node.attributes.reverse ? steps - 1 - count : count;
    const inner = operands.inner();
    states.forEach((state, index) => {
      inner.place(state, plain(current[index] ?? -1));
    });
    slices.forEach((slice, index) => {
      inner.place(slice, plain(slicesByStep[index]?.[step] ?? -1));
    });
    captured.forEach((value, index) => {
      const outside = capturedOutside[index];
      if (outside) inner.place(value, operands.placed(outside));
    });
    if (bodyGraph) lowerBody(inner, bodyGraph, [...nextStates, ...results]);
    given[step] = [...results.map((value) => inner.plain(value)), ...current];
    current = nextStates.map((value) => inner.plain(value));
  }
  const stacked = [...results, ...states].map((value, index) =>
    pack(
      operands,
      given.map((slots) => slots[index] ?? -1),
      value,
    ),
  );
  return [...current, ...stacked].map(plain);
};

function unpack(operands: Operands, sequence: Value, steps: number): readonly Slot[] {
  return operands.raw.callWithOutputs(steps, 'Unpack', [operands.plain(sequence)], { num: steps, axis: 0 });
}

function pack({ raw }: Operands, slots: readonly Slot[], { dtype }: Value): Slot {
  const type = dtype === 'int64' ? 'int32' : 'float32';
  return raw.call('Pack', slots, { N: slots.length, T: { type }, axis: 0 });
}

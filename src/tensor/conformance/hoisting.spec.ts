import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  addN,
  broadcastTo,
  concat,
  div,
  exp,
  floatTensor,
  Graph,
  gradients,
  greater,
  logSoftmax,
  matmul,
  mul,
  neg,
  reduceSum,
  relu,
  reshape,
  type Shape,
  scan,
  sigmoid,
  sizeOf,
  slice,
  split,
  sub,
  TensorError,
  tanh,
  transpose,
  type Value,
} from '../index.js';
import { runtimes } from './runtimes.js';

const [STEPS, ROWS, COLUMNS] = [3, 2, 3];
const types = {
  states: [[ROWS, COLUMNS]],
  slices: [[ROWS, COLUMNS], [COLUMNS]],
  captured: [[ROWS, COLUMNS], [COLUMNS, COLUMNS], [COLUMNS], [1]],
} satisfies Record<string, readonly Shape[]>;

/** What a loop's body may do with two of its values: some of it can be taken out of the loop, some cannot. */
const ops: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  add: (a, b) => add(a, b),
  sub: (a, b) => sub(a, b),
  mul: (a, b) => mul(a, b),
  'mul by itself': (a) => mul(a, a),
  div: (a, b) => div(a, add(exp(b), 1)),
  greater: (a, b) => greater(a, b),
  addN: (a, b) => addN([a, b, a]),
  sigmoid: (a) => sigmoid(a),
  tanh: (a) => tanh(a),
  relu: (a) => relu(a),
  neg: (a) => neg(a),
  matmul: (a, b) => matmul(a, b),
  'matmul, transposed': (a, b) => matmul(a, b, { transposeB: true }),
  'matmul, transposed first': (a, b) => matmul(a, b, { transposeA: true }),
  transpose: (a) => transpose(a),
  concat: (a, b) => concat([a, b], 0),
  split: (a) => split(a, [1, (a.shape[0] ?? 0) - 1], 0)[1] ?? a,
  slice: (a) =>
    slice(
      a,
      a.shape.map(() => 0),
      a.shape.map((extent) => Math.max(1, extent - 1)),
    ),
  reshape: (a, b) => reshape(a, b.shape),
  broadcastTo: (a, b) => broadcastTo(a, b.shape),
  logSoftmax: (a) => logSoftmax(a, -1),
  'by a constant': (a) => mul(a, 0.7),
};

/** Which op on which two of the values so far. */
const bodies = fc.array(fc.tuple(fc.constantFrom(...Object.keys(ops)), fc.nat(30), fc.nat(30)), {
  minLength: 4,
  maxLength: 16,
});
type Body = readonly (readonly [op: string, a: number, b: number])[];

interface Taken {
  readonly state: Value;
  readonly results: readonly Value[];
}

/** One step; an op that does not fit its operands is left out. */
function take(body: Body, state: Value, others: readonly Value[]): Taken {
  const values = [state, ...others];
  const at = (index: number) => values[index % values.length] ?? state;
  for (const [op, a, b] of body) {
    try {
      values.push(ops[op]?.(at(a), at(b)) ?? state);
    } catch (cause) {
      if (!(cause instanceof TensorError)) throw cause;
    }
  }
  const own = values.filter(({ shape }) => shape.length === 2 && sizeOf(shape) === ROWS * COLUMNS);
  const next = tanh(add(reshape(own.at(-1) ?? state, [ROWS, COLUMNS]), mul(state, 0.5)));
  return { state: next, results: values.slice(-3) };
}

const entries = [
  ...types.states.map((shape) => shape),
  ...types.slices.map((shape) => [STEPS, ...shape]),
  ...types.captured,
];
const feeds = Object.fromEntries(
  entries.map((shape, seed) => [
    `x${seed}`,
    floatTensor(
      shape,
      Array.from({ length: sizeOf(shape) }, (_, index) => 0.8 * Math.sin(1 + 2.3 * index + seed)),
    ),
  ]),
);

/** Last state and results, [steps, ...] each, by one node. */
function scanned(body: Body, [state, ...others]: readonly Value[], reverse: boolean): Value[] {
  const { states, results } = scan(
    {
      states: state ? [state] : [],
      sequences: others.slice(0, types.slices.length),
      captured: others.slice(types.slices.length),
    },
    ({ states: [before], slices, captured }) => {
      if (!before) throw new Error('a step is given its state');
      const taken = take(body, before, [...slices, ...captured]);
      return { states: [taken.state], results: taken.results };
    },
    { reverse },
  );
  return [...states, ...results];
}

/** The same, step by step. */
function written(body: Body, [first, ...others]: readonly Value[], reverse: boolean): Value[] {
  if (!first) throw new Error('a loop is given its state');
  let state = first;
  const rows: (readonly Value[])[] = Array.from({ length: STEPS });
  for (let count = 0; count < STEPS; count += 1) {
    const step = reverse ? STEPS - 1 - count : count;
    const operands = others.map((value, index) => {
      const shape = types.slices[index];
      const starts = [step, ...(shape ?? []).map(() => 0)];
      return shape ? reshape(slice(value, starts, [1, ...shape]), shape) : value;
    });
    const taken = take(body, state, operands);
    state = taken.state;
    rows[step] = taken.results.map((result) => reshape(result, [1, ...result.shape]));
  }
  const results = rows[0]?.map((_, index) =>
    concat(
      rows.flatMap((row) => row[index] ?? []),
      0,
    ),
  );
  return [state, ...(results ?? [])];
}

describe.each(runtimes)('a loop on $name, what does not depend on its states taken out of it,', (runtime) => {
  async function evaluate(loop: typeof scanned, body: Body, reverse: boolean) {
    const graph = new Graph();
    const operands = entries.map((shape, index) => graph.input(`x${index}`, shape));
    const values = loop(body, operands, reverse);
    for (const [index, value] of values.entries()) graph.output(`y${index}`, value);
    const loss = addN([
      ...values.map((value) => reduceSum(tanh(value))),
      ...operands.map((x) => reduceSum(x)),
    ]);
    for (const [index, slope] of gradients(loss, operands).entries()) graph.output(`slope${index}`, slope);
    const executable = await runtime.compile(graph, { threads: 1 });
    const results = await executable.run(feeds);
    await executable.dispose();
    return results;
  }

  it('gives what the loop written out gives, and its gradients', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, fc.boolean(), async (body, reverse) => {
        const actual = await evaluate(scanned, body, reverse);
        const expected = await evaluate(written, body, reverse);
        expect(Object.keys(actual)).toEqual(Object.keys(expected));
        for (const [name, tensor] of Object.entries(expected)) {
          expect(actual[name]?.shape, name).toEqual(tensor.shape);
          for (const [index, value] of tensor.data.entries()) {
            const difference = Math.abs(Number(actual[name]?.data[index]) - Number(value));
            expect(difference, `${name}[${index}]`).toBeLessThan(1e-4 * (1 + Math.abs(Number(value))));
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a loop', () => {
  it('keeps only what its states go through', () => {
    const graph = new Graph();
    const [x, weights] = [graph.input('x', [5, 2, 3]), graph.variable('weights', [3, 3])];
    scan(
      { states: [graph.input('state', [2, 3])], sequences: [x], captured: [weights] },
      ({ states: [state], slices: [slice0], captured: [w] }) => {
        if (!state || !slice0 || !w) throw new Error('a step is given its operands');
        const next = mul(mul(state, sigmoid(matmul(slice0, w))), tanh(slice0));
        return { states: [next], results: [tanh(next)] };
      },
    );
    const loop = graph.nodes.find(({ kind }) => kind === 'scan');
    const body = loop && 'body' in loop.attributes ? loop.attributes.body : undefined;
    expect(body?.states[0]?.graph.nodes.map(({ kind }) => kind)).toEqual(['input', 'input', 'mul']);
  });
});

import { describe, expect, it } from 'vitest';
import {
  add,
  concat,
  floatTensor,
  Graph,
  gradients,
  intTensor,
  lstmCell,
  mul,
  reduceSum,
  reshape,
  type Shape,
  scan,
  sizeOf,
  slice,
  stopGradient,
  TensorError,
  tanh,
  type Value,
} from '../index.js';
import { runtimes } from './runtimes.js';

const [STEPS, BATCH, UNITS] = [5, 3, 2];
const shapes = {
  x: [STEPS, BATCH, UNITS],
  hidden: [BATCH, UNITS],
  cell: [BATCH, UNITS],
  kernel: [2 * UNITS, 4 * UNITS],
  bias: [4 * UNITS],
} satisfies Record<string, Shape>;
type Operands = Readonly<Record<keyof typeof shapes, Value>>;

const feeds = Object.fromEntries(
  Object.entries(shapes).map(([name, shape], seed) => [
    name,
    floatTensor(
      shape,
      Array.from({ length: sizeOf(shape) }, (_, index) => Math.sin(1 + 2.3 * index + seed)),
    ),
  ]),
);

/** The hidden states of an LSTM, [steps, batch, units], by one node. */
function scanned({ x, hidden, cell, kernel, bias }: Operands): Value {
  const { results } = scan(
    { states: [hidden, cell], sequences: [x], captured: [kernel, bias] },
    ({ states: [h, c], slices: [xt], captured: [k, b] }) => {
      if (!h || !c || !xt || !k || !b) throw new Error('a step is given its operands');
      const next = lstmCell(xt, { hidden: h, cell: c }, { kernel: k, bias: b });
      return { states: [next.hidden, next.cell], results: [next.hidden] };
    },
  );
  return results[0] ?? x;
}

/** The same, step by step. */
function unrolled({ x, hidden, cell, kernel, bias }: Operands): Value {
  let state = { hidden, cell };
  const steps = Array.from({ length: STEPS }, (_, step) => {
    const slices = reshape(slice(x, [step, 0, 0], [1, BATCH, UNITS]), [BATCH, UNITS]);
    state = lstmCell(slices, state, { kernel, bias });
    return reshape(state.hidden, [1, BATCH, UNITS]);
  });
  return concat(steps, 0);
}

describe.each(runtimes)('a scan on $name', (runtime) => {
  async function evaluate(loop: (operands: Operands) => Value) {
    const graph = new Graph();
    const entries = Object.entries(shapes).map(([name, shape]) => [name, graph.input(name, shape)]);
    const operands: Operands = Object.fromEntries(entries);
    const y = loop(operands);
    graph.output('y', y);
    const slopes = gradients(reduceSum(mul(y, tanh(y))), Object.values(operands));
    for (const [index, slope] of slopes.entries()) graph.output(`slope${index}`, slope);
    const executable = await runtime.compile(graph, { threads: 1 });
    const results = await executable.run(feeds);
    await executable.dispose();
    return results;
  }

  it('gives what the loop written out gives, and its gradients', async () => {
    const [actual, expected] = [await evaluate(scanned), await evaluate(unrolled)];
    expect(Object.keys(actual)).toEqual(['y', ...Object.keys(shapes).map((_, index) => `slope${index}`)]);
    for (const [name, tensor] of Object.entries(expected)) {
      expect(actual[name]?.shape, name).toEqual(tensor.shape);
      for (const [index, value] of tensor.data.entries()) {
        expect(Number(actual[name]?.data[index]), `${name}[${index}]`).toBeCloseTo(Number(value), 5);
      }
    }
  });

  it.each([
    { reverse: false, sums: [1, 3, 6], last: 6 },
    { reverse: true, sums: [6, 5, 3], last: 6 },
  ])('takes the slices in order, reverse: $reverse, and keeps integers', async ({ reverse, sums, last }) => {
    const graph = new Graph();
    const x = graph.input('x', [3]);
    const ids = graph.input('ids', [3], 'int64');
    const { states, results } = scan(
      { states: [graph.variable('start', [])], sequences: [x, ids] },
      ({ states: [sum], slices: [term, id] }) => {
        if (!sum || !term || !id) throw new Error('a step is given its operands');
        const next = add(sum, term);
        return { states: [next], results: [next, id] };
      },
      { reverse },
    );
    for (const [index, value] of [...states, ...results].entries()) graph.output(`y${index}`, value);
    const executable = await runtime.compile(graph, { threads: 1 });
    const y = await executable.run({ x: floatTensor([3], [1, 2, 3]), ids: intTensor([3], [7, 8, 9]) });
    await executable.dispose();
    expect(Array.from(y.y0?.data ?? [], Number)).toEqual([last]);
    expect(Array.from(y.y1?.data ?? [], Number)).toEqual(sums);
    expect(Array.from(y.y2?.data ?? [], Number)).toEqual([7, 8, 9]);
  });

  it('reads a captured value that is an output too', async () => {
    const graph = new Graph();
    const factor = add(graph.input('x', [2]), 1);
    const { results } = scan(
      { states: [], sequences: [graph.input('terms', [2, 2])], captured: [factor] },
      ({ slices: [term], captured: [by] }) => {
        if (!term || !by) throw new Error('a step is given its operands');
        return { states: [], results: [mul(term, by)] };
      },
    );
    graph.output('factor', factor);
    for (const value of results) graph.output('y', value);
    const executable = await runtime.compile(graph, { threads: 1 });
    const { y, factor: read } = await executable.run({
      x: floatTensor([2], [1, 2]),
      terms: floatTensor([2, 2], [1, 2, 3, 4]),
    });
    await executable.dispose();
    expect(Array.from(read?.data ?? [], Number)).toEqual([2, 3]);
    expect(Array.from(y?.data ?? [], Number)).toEqual([2, 6, 6, 12]);
  });
});

describe('a scan that cannot be built', () => {
  const build = (step: Parameters<typeof scan>[1], others: readonly Shape[] = []) => {
    const graph = new Graph();
    const sequences = [[4, 2], ...others].map((shape, index) => graph.input(`x${index}`, shape));
    return scan({ states: [graph.input('state', [2])], sequences }, step);
  };

  it.each<[string, () => unknown, RegExp]>([
    [
      'sequences of different lengths',
      () => build((operands) => ({ states: operands.states, results: [] }), [[3, 2]]),
      /scan.*\[4, 2\].*\[3, 2\]/,
    ],
    [
      'a state that changes its shape',
      () => build(({ states }) => ({ states: states.map((state) => reshape(state, [2, 1])), results: [] })),
      /scan.*state 0.*\[2\].*\[2, 1\]/,
    ],
    ['a state that is not handed on', () => build(() => ({ states: [], results: [] })), /scan.*1 states.*0/],
    [
      'no sequence',
      () => scan({ states: [], sequences: [] }, () => ({ states: [], results: [] })),
      /sequence/,
    ],
  ])('says why: %s', (_name, attempt, message) => {
    expect(attempt).toThrow(TensorError);
    expect(attempt).toThrow(message);
  });

  it('says that a captured value was reached by no gradient', () => {
    const graph = new Graph();
    const unused = graph.variable('unused', [2]);
    const { results } = scan(
      { states: [], sequences: [graph.input('x', [3, 2])], captured: [unused] },
      ({ slices, captured }) => ({ states: [], results: [...slices, ...captured.map(stopGradient)] }),
    );
    const loss = reduceSum(concat(results, 0));
    expect(() => gradients(loss, [unused])).toThrow(/variable unused/);
  });
});

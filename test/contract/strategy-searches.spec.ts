import { describe, expect, it } from 'vitest';
import type { SearchSpace } from '../../src/nas/space/index.js';
import { type Strategy, strategies } from '../../src/nas/strategies/index.js';
import type { Runtime } from '../../src/tensor/index.js';
import {
  BATCH,
  chain,
  definitionOf,
  learners,
  makerOf,
  rewarded,
  rounds,
  runtime,
  space,
  withoutRepeats,
} from '../support/strategy-search.js';

const single = { layers: 1, filterHeights: [1], filterWidths: [1] };

/** The reward of x = -3 .. 3 by token: a local optimum at -2, the global one at 2. */
const curve = [-3, -2, -1, 0, 1, 2, 3].map((x) => -(x ** 4 - 5 * x ** 2 - 3 * x));
const curveSpace = chain({ ...single, filters: [1, 2, 3, 4, 5, 6, 7] });
const OPTIMUM = 5;

/** The share of the optimum among 200 proposals after 50 updates of 20. */
async function shareOfOptimum(strategy: Strategy): Promise<number> {
  for (let update = 0; update < 50; update += 1) {
    const batch = await strategy.propose(20);
    await strategy.observe(batch.map((one) => rewarded(one, curve[one.tokens[2] ?? 0] ?? Number.NaN)));
  }
  const final = await strategy.propose(200);
  return final.filter(({ tokens }) => tokens[2] === OPTIMUM).length / final.length;
}

/** One of 262,144 architectures; the reward is the share of decisions that are as it has them. */
const target = [1, 3, 0, 2, 1, 3, 3, 0, 2];
const targetSpace = chain({ layers: 3 });
const likeness = (tokens: readonly number[]) =>
  tokens.filter((token, position) => token === target[position]).length / target.length;

async function findsTarget(strategy: Strategy, evaluations: number): Promise<boolean> {
  for (let told = 0; told < evaluations; told += 10) {
    const batch = await strategy.propose(10);
    await strategy.observe(batch.map((one) => rewarded(one, likeness(one.tokens))));
    if (batch.some(({ tokens }) => likeness(tokens) === 1)) return true;
  }
  return false;
}

/** Counts the questions that a strategy asks of the space, and the numbers that it hands to the engine. */
function counted(inner: SearchSpace) {
  const count = { questions: 0, numbers: 0 };
  const space = new Proxy(inner, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key, object);
      if (typeof value !== 'function') return value;
      return (...parameters: unknown[]) => {
        count.questions += 1;
        return Reflect.apply(value, object, parameters);
      };
    },
  });
  const watching: Runtime = {
    ...runtime,
    compile: async (graph, options) => {
      const inner = await runtime.compile(graph, options);
      return {
        run: (feeds) => {
          for (const { data } of Object.values(feeds)) count.numbers += data.length;
          return inner.run(feeds);
        },
        variables: () => inner.variables(),
        setVariables: (values) => inner.setVariables(values),
        dispose: () => inner.dispose(),
      };
    },
  };
  return { space, runtime: watching, count: () => ({ ...count }) };
}

describe.each(Object.entries(strategies))('searches by %s', (name, definition) => {
  const { create } = makerOf(definition);

  it('end where a space is exhausted, or say that they repeat themselves', async () => {
    const strategy = await create(7n, { batchSize: 4 }, chain({ ...single, filters: [1, 2, 3, 4, 5, 6] }));
    const proposals = [];
    let uniqueRate = 1;
    for (let round = 0; round < 5; round += 1) {
      const batch = await strategy.propose(4);
      proposals.push(...batch);
      if (batch.length > 0) ({ uniqueRate } = await strategy.observe(batch.map((one) => rewarded(one))));
    }
    const different = new Set(proposals.map(({ tokens }) => String(tokens))).size;
    expect(proposals).toHaveLength(withoutRepeats.has(name) ? 6 : 20);
    expect(uniqueRate).toBeCloseTo(different / proposals.length, 12);
    if (withoutRepeats.has(name)) expect(different).toBe(6);
    else expect(different).toBeLessThanOrEqual(6);
  });

  it('take no more work and no more memory the longer they last', async () => {
    const watched = counted(space);
    // What the predictor learns from is what a snapshot holds, up to its `history`: it is full long before.
    const options = definition.optionsSchema.parse({
      batchSize: BATCH,
      ...(name === 'bayesian' && { history: 40, parents: 3, randomCandidates: 20 }),
    });
    const strategy = await definition.create(watched, options, 7n);
    const measured = async () => {
      const before = watched.count();
      await rounds(strategy, 4);
      const { questions, numbers } = watched.count();
      const bytes = (await strategy.snapshot()).length;
      return { questions: questions - before.questions, numbers: numbers - before.numbers, bytes };
    };
    try {
      await rounds(strategy, 130);
      const early = await measured();
      await rounds(strategy, 130);
      const late = await measured();
      expect(late.questions).toBeLessThanOrEqual(1.25 * early.questions);
      expect(late.numbers).toBeLessThanOrEqual(1.25 * early.numbers);
      expect(late.bytes).toBeLessThanOrEqual(1.25 * early.bytes);
    } finally {
      await strategy.dispose();
    }
  });
});

describe('a planted optimum', () => {
  it.each(['evolution', 'local-search', 'bayesian'])('is found by %s among 262,144', async (name) => {
    const { create } = makerOf(definitionOf(name));
    for (const seed of [1n, 2n, 3n]) {
      expect(await findsTarget(await create(seed, { batchSize: 10 }, targetSpace), 1000)).toBe(true);
    }
  });

  it.each(Object.entries(learners))('is what the policy of %s settles for', async (name, options) => {
    const { create } = makerOf(definitionOf(name));
    for (const seed of [1n, 2n, 3n]) {
      expect(await shareOfOptimum(await create(seed, options, curveSpace))).toBeGreaterThan(0.9);
    }
  });

  it('is not found by random: the tests would notice a strategy that does not learn', async () => {
    const { create } = makerOf(definitionOf('random'));
    expect(await shareOfOptimum(await create(1n, { batchSize: 20 }, curveSpace))).toBeLessThan(0.3);
    expect(await findsTarget(await create(1n, { batchSize: 10 }, targetSpace), 1000)).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MetricName, metricNames, type StandingView } from '../../src/modules/leaderboard/index.js';
import { paretoFrontOf } from '../../src/nas/objectives/index.js';
import { boardOf, createExperiment, evaluateWaiting, project, startSession } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const services = await openServices(await openTestDatabase());
const { id: experimentId } = await createExperiment(services, {
  space: { kind: 'cnn-chain', layers: 3, filters: [4, 8, 24, 48] },
});
const { id: sessionId } = await startSession(services, experimentId, {
  maxTrials: 200,
  retrainTop: 12,
  options: { batchSize: 200 },
});
for (let step = 0; step < 3; step += 1) {
  await services.advancing.advance(sessionId);
  await evaluateWaiting(services, sessionId, ({ architecture, purpose }) => {
    const chance = Number.parseInt(architecture.hash.slice(0, 6), 16) / 0xffffff;
    // The larger, the better, with much luck; in steps, so that many are equal.
    const accuracy = Math.round(100 * (Math.log10(architecture.parameters ?? 1) / 10 + 0.3 * chance)) / 100;
    return {
      state: 'SUCCEEDED',
      validationAccuracy: accuracy,
      reward: accuracy ** 3,
      deviceSeconds: Math.round(((architecture.flops ?? 0) / 1e6) * (1 + chance)) / 100,
      ...(purpose === 'FINAL' && { testAccuracy: accuracy - 0.02 }),
    };
  });
}
const everything = await boardOf(services, { sessionId });

const read: Readonly<Record<MetricName, (standing: StandingView) => number | null>> = {
  VALIDATION_ACCURACY: ({ validation }) => validation,
  VALIDATION_LOWER_BOUND: ({ validationLower }) => validationLower,
  TEST_ACCURACY: ({ test }) => test,
  TEST_LOWER_BOUND: ({ testLower }) => testLower,
  REWARD: ({ reward }) => reward,
  PARAMETERS: ({ parameters }) => negative(parameters),
  FLOPS: ({ flops }) => negative(flops),
  LATENCY: ({ latencyMs }) => negative(latencyMs),
  DEVICE_SECONDS: ({ deviceSeconds }) => negative(deviceSeconds),
};
const negative = (value: number | null) => (value === null ? null : -value);

/** Greatest first, of equal ones the earlier; what lacks the metric is left out. */
function inOrder(orderBy: MetricName, standings: readonly StandingView[]): string[] {
  return standings
    .flatMap((standing) => {
      const value = read[orderBy](standing);
      return value === null ? [] : [{ value, id: standing.trialId }];
    })
    .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

const ids = (standings: readonly StandingView[]) => standings.map(({ trialId }) => trialId);
const fits = (standing: StandingView, { parameters = Infinity, flops = Infinity }: Limits) =>
  (standing.parameters ?? Infinity) <= parameters && (standing.flops ?? Infinity) <= flops;

interface Limits {
  readonly parameters?: number;
  readonly flops?: number;
}

const someLimits = fc.record(
  {
    parameters: fc.constantFrom(...everything.map(({ parameters }) => parameters ?? 1), 1, 1e9),
    flops: fc.constantFrom(...everything.map(({ flops }) => flops ?? 1), 1e12),
  },
  { requiredKeys: [] },
);

describe('a leaderboard', () => {
  it('has something to order', () => {
    expect(everything.length).toBeGreaterThan(150);
    expect(everything.filter(({ test }) => test !== null).length).toBe(12);
    expect(everything.filter(({ test }) => test !== null).every(({ testRuns }) => testRuns === 1)).toBe(true);
  });

  it.each(metricNames)('is ordered by %s, page by page', async (orderBy) => {
    for (const size of [7, 500]) {
      const board = await boardOf(services, { sessionId, orderBy }, size);
      expect(ids(board)).toEqual(inOrder(orderBy, everything));
    }
  });

  it('keeps to constraints in every order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...metricNames), someLimits, async (orderBy, constraints) => {
        const expected = everything.filter((standing) => fits(standing, constraints));
        const board = await boardOf(services, { sessionId, orderBy, constraints }, 40);
        expect(ids(board)).toEqual(inOrder(orderBy, expected));
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out what is not known to keep to a constraint', async () => {
    expect(await boardOf(services, { sessionId, constraints: { latencyMs: 1e9 } })).toEqual([]);
  });
});

describe('a Pareto front', () => {
  const costs = ['PARAMETERS', 'FLOPS', 'DEVICE_SECONDS'] as const;

  it('is that of the whole board, under constraints too', async () => {
    const twoOrThree = fc.tuple(
      fc.constantFrom('VALIDATION_ACCURACY' as const, 'TEST_ACCURACY' as const, 'REWARD' as const),
      fc.subarray([...costs], { minLength: 1, maxLength: 2 }),
    );
    await fc.assert(
      fc.asyncProperty(twoOrThree, someLimits, async ([quality, chosen], constraints) => {
        const metrics = [quality, ...chosen];
        const placed = everything
          .filter((standing) => fits(standing, constraints))
          .flatMap((point) => {
            const values = metrics.map((name) => read[name](point));
            return values.includes(null) ? [] : [{ point, values: values.map((value) => value ?? 0) }];
          });
        const expected = paretoFrontOf(placed).map(({ point }) => point);
        const { standings, size } = await services.leaderboards.front(project, {
          sessionId,
          metrics,
          constraints,
        });
        expect(size).toBe(expected.length);
        expect(ids(standings)).toEqual(inOrder(quality, expected));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['one metric', ['FLOPS']],
    ['no quality', ['FLOPS', 'PARAMETERS']],
    ['two qualities', ['REWARD', 'TEST_ACCURACY']],
    ['one metric twice', ['REWARD', 'FLOPS', 'FLOPS']],
  ] satisfies [string, MetricName[]][])('over %s is refused', async (_name, metrics) => {
    await expect(services.leaderboards.front(project, { sessionId, metrics })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      problems: [{ field: 'metrics' }],
    });
  });
});

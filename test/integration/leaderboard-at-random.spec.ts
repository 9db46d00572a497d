import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MetricName, metricNames, type StandingView } from '../../src/modules/leaderboard/index.js';
import { costClassSql } from '../../src/modules/trials/cost-class.js';
import { dominates } from '../../src/nas/objectives/index.js';
import { boardOf, project } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

/** More than a page reads in any cost class, in many classes, many of them equal, of many of which something is not known. */
const SIZE = 2_500;

const database = await openTestDatabase();
const services = await openServices(database);
const dataSetVersionId = '0199d3a0-5a2b-7c3d-8e4f-123456789abc';
/** SQL of the n-th UUID of a kind. */
const idOf = (kind: string) =>
  `overlay(overlay(md5('${kind}' || n) placing '4' from 13) placing '8' from 17)::uuid`;
const COST_CLASS = costClassSql({
  deviceSeconds: 'device_seconds',
  parameters: 'parameters',
  flops: 'flops',
  latencyMs: 'latency_ms',
});

await database.query(`insert into data_sets (id, project_id, name, version) values ($1, $2, 'random', '1')`, [
  dataSetVersionId,
  project,
]);
await database.query('select setseed(0.25)');
await database.query(`
  insert into architectures (id, project_id, problem_hash, hash, tokens, description)
  select ${idOf('architecture')}, '${project}', 'random', n::text, '{}', '{}' from generate_series(1, ${SIZE}) as n`);
await database.query(
  `with drawn as materialized (
     select n, hashtext('p' || n) / 2147483648.0 as size, hashtext('v' || n) / 2147483648.0 as luck,
       hashtext('l' || n) / 2147483648.0 as speed, hashtext('t' || n) / 2147483648.0 as test
     from generate_series(1, ${SIZE}) as n),
   measured as (
     select n, round(exp(7 + 4 * size)) as parameters,
       case when n % 11 > 0 then round(exp(12 + 4 * size + 2 * speed)) end as flops,
       case when n % 5 > 0 then round(10 * exp(2 * speed + size)) / 10 end as latency_ms,
       case when n % 7 > 0 then round(100 * exp(2 * size + test)) / 100 end as device_seconds,
       case when n % 13 > 0 then round((60 + 20 * size + 20 * luck)::numeric) / 100 end as validation,
       case when n % 3 = 0 then round((50 + 40 * test)::numeric) / 100 end as test
     from drawn)
   insert into standings (board_id, architecture_id, trial_id, cost_class, parameters, flops, latency_ms, device_seconds, reward,
     validations, validation, validation_lower, tests, test, test_lower)
   select $1, ${idOf('architecture')}, ${idOf('trial')}, ${COST_CLASS}, parameters, flops, latency_ms, device_seconds,
     validation ^ 3, '{}', validation, case when n % 2 = 0 then validation - 0.05 end, '{}', test,
     case when n % 6 = 0 then test - 0.1 end
   from measured`,
  [dataSetVersionId],
);
await database.query('analyze standings');
const everything = await boardOf(services, { dataSetVersionId, orderBy: 'PARAMETERS' });

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

interface Limits {
  readonly parameters?: number;
  readonly flops?: number;
  readonly latencyMs?: number;
}

const keepsTo = (limits: Limits) => (standing: StandingView) =>
  (Object.keys(limits) as (keyof Limits)[]).every(
    (name) => (standing[name] ?? Infinity) <= (limits[name] ?? Infinity),
  );

/** Greatest first, of equal ones the earlier; what lacks the metric is left out. */
function inOrder(orderBy: MetricName, standings: readonly StandingView[]): string[] {
  const value = (standing: StandingView) => read[orderBy](standing) ?? Number.NaN;
  return standings
    .filter((standing) => read[orderBy](standing) !== null)
    .sort((a, b) => value(b) - value(a) || (a.trialId < b.trialId ? -1 : 1))
    .map(({ trialId }) => trialId);
}

const limitOf = (name: keyof Limits) =>
  fc.oneof(
    fc.constantFrom(...everything.flatMap((standing) => standing[name] ?? [])),
    fc.constantFrom(1, 2, 1024, 1025, 65_536, 65_537, 1e9),
  );
const someLimits = fc.record(
  { parameters: limitOf('parameters'), flops: limitOf('flops'), latencyMs: limitOf('latencyMs') },
  { requiredKeys: [] },
);

describe('a board with much that is equal and much that is not known', () => {
  it('has what the definition asks for', () => {
    expect(everything).toHaveLength(SIZE);
    expect(everything.filter(({ latencyMs }) => latencyMs === null).length).toBeGreaterThan(SIZE / 6);
  });

  it('is ordered by every metric, under any constraints, from any place on', async () => {
    const query = fc.record({
      orderBy: fc.constantFrom(...metricNames),
      constraints: someLimits,
      first: fc.constantFrom(1, 20, 21, 100, 300, 500),
      pages: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(query, async ({ orderBy, constraints, first, pages }) => {
        const expected = inOrder(orderBy, everything.filter(keepsTo(constraints)));
        const shown: string[] = [];
        let after: string | null = null;
        for (let page = 0; page < pages; page += 1) {
          const input = { dataSetVersionId, orderBy, constraints, first, after };
          const { standings, hasNextPage } = await services.leaderboards.page(project, input);
          shown.push(...standings.map(({ standing }) => standing.trialId));
          expect(hasNextPage).toBe(expected.length > shown.length);
          if (!hasNextPage) break;
          after = standings.at(-1)?.cursor ?? null;
        }
        expect(shown).toEqual(expected.slice(0, shown.length));
        expect(shown.length).toBe(Math.min(expected.length, first * pages));
      }),
      { numRuns: 150 },
    );
  });

  it('has the Pareto front of the definition, under any constraints', async () => {
    const qualities = fc.constantFrom<MetricName>('VALIDATION_ACCURACY', 'TEST_LOWER_BOUND', 'REWARD');
    const costs = fc.subarray<MetricName>(['PARAMETERS', 'FLOPS', 'LATENCY', 'DEVICE_SECONDS'], {
      minLength: 1,
      maxLength: 2,
    });
    await fc.assert(
      fc.asyncProperty(qualities, costs, someLimits, async (quality, chosen, constraints) => {
        const metrics = [quality, ...chosen];
        const placed = everything.filter(keepsTo(constraints)).flatMap((standing) => {
          const values = metrics.flatMap((name) => read[name](standing) ?? []);
          return values.length < metrics.length ? [] : [{ standing, values }];
        });
        const front = placed
          .filter(({ values }) => !placed.some((other) => dominates(other.values, values)))
          .map(({ standing }) => standing);
        const input = { dataSetVersionId, metrics, constraints };
        const { standings, size } = await services.leaderboards.front(project, input);
        expect(size).toBe(front.length);
        expect(standings.map(({ trialId }) => trialId)).toEqual(inOrder(quality, front));
      }),
      { numRuns: 150 },
    );
  });
});

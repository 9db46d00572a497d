import { meanInterval } from '../../nas/statistics/mean-interval.js';
import { rowsOf, type Transaction } from '../../platform/database/index.js';
import { STRIPES } from './board-version.entity.js';
import { costClassSql } from './cost-class.js';

type Runs = Readonly<Record<string, number>>;

export interface SeveralRuns {
  readonly boardId: string;
  readonly architectureId: string;
  readonly validations: Runs;
  readonly tests: Runs;
}

/** The first of what is `wanted` and known, by trial. */
const firstOf = (column: string, wanted: string): string =>
  `(array_agg(${column} order by id) filter (where ${wanted}))[1]`;
const runsOf = (column: string, wanted: string): string =>
  `coalesce(jsonb_object_agg(run, ${column}) filter (where ${wanted}), '{}')`;

const SEARCHED = `purpose = 'SEARCH' and validation_accuracy is not null`;
const TESTED = 'test_accuracy is not null';

/**
 * Results of these trials by board and architecture. A run is named by all that decides a result, so that a copy from the
 * cache and the same training in two sessions are one run, and trainings from several seeds are several.
 */
const RESULTS = `
  select board_id, architecture_id, ${firstOf('id', 'true')} as trial_id, min(parameters)::float8 as parameters,
    min(flops)::float8 as flops, ${firstOf('latency_ms', 'true')} as latency_ms,
    ${firstOf('device_seconds', 'true')} as device_seconds, ${firstOf('reward', SEARCHED)} as reward,
    ${runsOf('validation_accuracy', SEARCHED)} as validations, ${firstOf('validation_accuracy', SEARCHED)} as validation,
    ${runsOf('test_accuracy', TESTED)} as tests, ${firstOf('test_accuracy', TESTED)} as test
  from (
    select t.id, t.architecture_id, t.purpose, t.validation_accuracy, t.test_accuracy, t.reward,
      coalesce(c.device_seconds, t.device_seconds) as device_seconds, a.parameters, a.flops,
      nullif(t.latency_ms, 'Infinity') as latency_ms, b.board_id,
      left(md5(e.evaluation_hash || '/' || t.purpose || '/' || t.seed), 12) as run
    from trials t join experiments e on e.id = t.experiment_id join architectures a on a.id = t.architecture_id
    left join trials c on c.id = t.cached_from_id
    cross join lateral (values (t.session_id), (t.experiment_id), (e.data_set_id)) as b (board_id)
    where t.id = any($1) and t.state = 'SUCCEEDED' and (t.purpose = 'FINAL' or not t.repeated)) as ended
  group by board_id, architecture_id`;

const COST_CLASS = costClassSql({
  deviceSeconds: 'device_seconds',
  parameters: 'parameters',
  flops: 'flops',
  latencyMs: 'latency_ms',
});

/**
 * Puts the results of the trials $1, which have ended in this transaction, on the boards of their session, experiment and data set,
 * whose versions grow with it. Trials without a result, and further ones of an architecture within a session, change nothing. In the
 * order of the key: two transactions that meet on several boards must not wait for each other in a circle.
 */
export const RECORD_STANDINGS = `
  recorded as (
    insert into standings as s (board_id, architecture_id, trial_id, cost_class, parameters, flops, latency_ms,
      device_seconds, reward, validations, validation, tests, test)
    select board_id, architecture_id, trial_id,
      ${COST_CLASS}, parameters, flops, latency_ms, device_seconds, reward, validations, validation, tests, test
    from (${RESULTS}) as results order by board_id, architecture_id
    on conflict (board_id, architecture_id) do update set
      reward = coalesce(s.reward, excluded.reward),
      validations = s.validations || excluded.validations, validation = coalesce(s.validation, excluded.validation),
      tests = s.tests || excluded.tests, test = coalesce(s.test, excluded.test)
    where not (s.validations @> excluded.validations and s.tests @> excluded.tests)
    returning board_id, architecture_id, validations, tests),
  versions as (
    insert into board_versions as v (board_id, stripe, version)
    select distinct board_id, pg_backend_pid() % ${STRIPES}, 1 from recorded order by board_id
    on conflict (board_id, stripe) do update set version = v.version + 1)`;

/** Of what `recorded` returns those of which there is more than one result, whose means are to be reckoned anew. */
export const SEVERAL_RUNS = `
  select board_id as "boardId", architecture_id as "architectureId", validations, tests from recorded
  where (select count(*) from jsonb_object_keys(validations)) > 1
     or (select count(*) from jsonb_object_keys(tests)) > 1`;

export async function recordMeans(transaction: Transaction, several: readonly SeveralRuns[]): Promise<void> {
  if (several.length === 0) return;
  await rowsOf(
    transaction,
    `update standings s set validation = m.validation, validation_lower = m."validationLower", test = m.test,
       test_lower = m."testLower"
     from json_to_recordset($1) as m ("boardId" uuid, "architectureId" uuid, validation float8, "validationLower" float8,
       test float8, "testLower" float8)
     where s.board_id = m."boardId" and s.architecture_id = m."architectureId"`,
    [JSON.stringify(several.map(meansOf))],
  );
}

function meansOf({ boardId, architectureId, validations, tests }: SeveralRuns) {
  const validation = meanInterval(Object.values(validations));
  const test = meanInterval(Object.values(tests));
  return {
    boardId,
    architectureId,
    validation: validation?.mean ?? null,
    validationLower: validation?.lower ?? null,
    test: test?.mean ?? null,
    testLower: test?.lower ?? null,
  };
}

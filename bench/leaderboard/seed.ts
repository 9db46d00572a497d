import type pg from 'pg';
import { databaseSchema } from '../../src/apps/database-schema.js';
import { recordResults } from '../../src/modules/trials/typeorm-trial-results.js';
import { DEFAULT_PROJECT } from '../../src/platform/access/index.js';
import { createDataSource } from '../../src/platform/database/index.js';
import { createLogger } from '../../src/platform/logging/index.js';

/** Sessions, of sizes as 1 : 1/2 : 1/3 ...; the first is an experiment of its own, the next two another, then four, and so on. */
const SESSIONS = 200;

/** Finalists of each session, each trained from three seeds. */
const FINALISTS = 5;

/** Trials whose results are recorded in one transaction. */
const CHUNK = 10_000;

/** SQL of a UUIDv7 that sorts by `rank` within its `kind`. */
const uuid = (kind: string, rank: string): string =>
  `(substr(lpad(to_hex(1099511627776 + (${rank})::bigint), 12, '0'), 1, 8) || '-'
    || substr(lpad(to_hex(1099511627776 + (${rank})::bigint), 12, '0'), 9) || '-7${kind}-8'
    || substr(md5('${kind}' || (${rank})), 1, 3) || '-' || substr(md5('${kind}' || (${rank})), 4, 12))::uuid`;

/** SQL of a number from -1 to 1 that is always the same for `key`. */
const noise = (key: string): string => `(hashtext(${key}) / 2147483648.0)`;

const definition = JSON.stringify({
  name: 'bench',
  evaluator: { kind: 'train' },
  dataSet: { name: 'digits' },
  space: { kind: 'cnn-chain', layers: 6 },
  objective: { metric: 'validationAccuracy', power: 3, window: 5 },
  recipe: {},
  finalRecipe: {},
  seed: 0,
});

/**
 * Fills an empty database as searches would have: networks of log-normal size, larger ones better on the whole (a rank correlation
 * of 0.80), accuracies in steps of 1/5000, half of the proposals (48 %) of networks that were proposed before, in whatever
 * experiment, all sessions at the same time.
 */
export async function seed(client: pg.Client, url: string, trials: number): Promise<void> {
  for (const statement of rows(trials)) await client.query(statement);
  await record(client, url);
  await client.query('vacuum analyze');
}

const rows = (trials: number): string[] => [
  'select setseed(0.5)',
  `insert into data_sets (id, project_id, name, version)
   values (${uuid('001', '1')}, '${DEFAULT_PROJECT}', 'digits', md5('digits'))`,
  `insert into experiments (id, project_id, data_set_id, name, definition, evaluation_hash, input_shape)
   select ${uuid('002', 'e')}, '${DEFAULT_PROJECT}', ${uuid('001', '1')}, 'bench ' || e, '${definition}', md5('evaluation' || e),
     '{"channels": 1, "height": 8, "width": 8, "classes": 10}'
   from generate_series(0, ${Math.floor(Math.log2(SESSIONS))}) as e`,
  `create temp table plan as
   select k, floor(log(2, k::numeric))::integer as e, greatest(1, floor(${trials} / k / ${harmonic(SESSIONS)}))::integer as size
   from generate_series(1, ${SESSIONS}) as k`,
  `insert into search_sessions (id, project_id, experiment_id, strategy, options, seed, mode, parallelism, max_trials,
     max_failed_trials, retrain_top, trial_time_limit_seconds, state, stop_reason, proposed, correlation_id, started_at, finished_at)
   select ${uuid('003', 'k')}, '${DEFAULT_PROJECT}', ${uuid('002', 'e')}, 'reinforce', '{}', k, 'ASYNCHRONOUS', 8, size, size,
     ${FINALISTS}, 3600, 'SUCCEEDED', 'MAX_TRIALS', size, 'bench ' || k, now(), now() from plan`,
  `create temp table networks as
   select a, exp(ln(200000) + 1.2 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) as parameters,
     exp(ln(60) + 0.6 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) as reuse,
     0.05 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) as luck
   from generate_series(1, ${Math.ceil(trials * 0.7)}) as a`,
  `insert into architectures (id, project_id, problem_hash, hash, tokens, description, parameters, flops)
   select ${uuid('004', 'a')}, '${DEFAULT_PROJECT}', 'bench', md5('architecture' || a),
     array(select (a * t) % 4 from generate_series(1, 18) as t),
     json_build_object('layers', (select json_agg(json_build_object('filterHeight', 1 + 2 * ((a * l) % 4),
       'filterWidth', 1 + 2 * ((a + l) % 4), 'filters', 24 + 12 * ((a + l * l) % 4))) from generate_series(1, 6) as l)),
     ceil(parameters), ceil(parameters * reuse) from networks`,
  `create temp table proposals as
   select ${uuid('005', 'row_number() over (order by progress)')} as id, k, e, size, number, a, row_number() over (order by progress) as turn
   from (select k, e, size, number, number::float8 / size as progress,
           1 + floor(${Math.ceil(trials * 0.7)} * power(random(), 1.3))::bigint as a
         from plan cross join lateral generate_series(1, size) as number) as drawn`,
  `insert into trials (id, session_id, experiment_id, architecture_id, number, purpose, state, tokens, log_probability,
     policy_version, seed, repeated, cached_from_id, epoch, validation_accuracy, reward, failure, device_seconds, told_version,
     started_at, finished_at)
   select id, ${uuid('003', 'k')}, ${uuid('002', 'e')}, ${uuid('004', 'a')}, number, 'SEARCH',
     case when failed then 'FAILED' else 'SUCCEEDED' end, array(select (a * t) % 4 from generate_series(1, 18) as t), -24.9,
     number / 8, 0, earlier > 0, case when first <> id and not failed then first end, 8,
     case when not failed then accuracy end, case when not failed then accuracy ^ 3 end,
     case when failed then 'NOT_A_NUMBER' end, case when first = id then seconds else 0 end, number / 8, now(), now()
   from (select p.*, ${noise("'failed' || p.a")} > 0.96 as failed,
       row_number() over (partition by p.k, p.a order by turn) - 1 as earlier,
       first_value(id) over (partition by p.e, p.a order by turn) as first,
       round((5000 * least(0.999, greatest(0.1, 0.5 + 0.035 * ln(n.parameters) + n.luck * 0.6
         + 0.004 * ${noise("p.a || '/' || p.e")})))::numeric) / 5000.0 as accuracy,
       2 + n.parameters * n.reuse / 2e6 * exp(0.1 * ${noise("'seconds' || p.a")}) as seconds
     from proposals p join networks n on n.a = p.a) as known order by turn`,
  `insert into trials (id, session_id, experiment_id, architecture_id, number, purpose, state, tokens, log_probability,
     policy_version, seed, repeated, epoch, validation_accuracy, test_accuracy, device_seconds, told_version, started_at, finished_at)
   select ${uuid('006', 'row_number() over ()')}, s.id, s.experiment_id, best.architecture_id,
     s.proposed + row_number() over (partition by s.id), 'FINAL', 'SUCCEEDED', best.tokens, best.log_probability, 0, seed.seed, true,
     50, best.validation_accuracy, best.validation_accuracy - 0.01 + 0.004 * ${noise('best.id::text || seed.seed')},
     best.device_seconds * 6, null, now(), now()
   from search_sessions s cross join lateral (
     select * from trials t where t.session_id = s.id and state = 'SUCCEEDED' and not repeated
     order by validation_accuracy desc, number limit ${FINALISTS}) as best
   cross join generate_series(1, 3) as seed (seed)`,
];

const harmonic = (count: number): number =>
  Array.from({ length: count }, (_, index) => 1 / (index + 1)).reduce((sum, part) => sum + part, 0);

/** What the service would have written with the end of each trial, by its own code; indexes are built once at the end. */
async function record(client: pg.Client, url: string): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where tablename = 'standings' and indexname like 'ix_%'`,
  );
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  await client.query('vacuum analyze trials, architectures, experiments, search_sessions');
  const { rows: ids } = await client.query<{ id: string }>('select id from trials order by id');
  const dataSource = createDataSource(url, databaseSchema, createLogger('error', process.stderr));
  await dataSource.initialize();
  for (let start = 0; start < ids.length; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK).map(({ id }) => id);
    await dataSource.transaction((transaction) => recordResults(transaction, chunk));
  }
  await dataSource.destroy();
  for (const { definition: text } of indexes) await client.query(text);
}

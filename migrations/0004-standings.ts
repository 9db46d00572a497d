import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a leaderboard ranks is kept beside the trials: a row an architecture on each board that it stands on, indexed in the
 * order of each metric. Experiments name the data, in their version, that they are evaluated on.
 */
export class Standings1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const octave = (value: string, shift: number): string =>
  `(least(63, 1 + floor(ln(greatest((${value})::float8, 1)) / ln(2::float8)))::integer << ${shift})`;

/** Metrics that are better when greater: an index over all, by cost class. */
const ranked = ['validation', 'validation_lower', 'test', 'test_lower', 'reward'];
/** Metrics that are better when smaller. */
const costs = ['parameters', 'flops', 'latency_ms', 'device_seconds'];

const UP = [
  `create table data_sets (
    id uuid constraint pk_data_sets primary key,
    project_id uuid not null,
    name text not null,
    version text not null,
    created_at timestamptz not null default now(),
    constraint fk_data_sets_project foreign key (project_id) references projects (id),
    constraint uq_data_sets_project_name_version unique (project_id, name, version)
  )`,
  // Which version older experiments saw is not known any more.
  `insert into data_sets (id, project_id, name, version)
   select gen_random_uuid(), project_id, name, 'unknown' from (
     select distinct project_id, coalesce(definition -> 'dataSet' ->> 'name', definition -> 'evaluator' ->> 'table') as name
     from experiments) as used`,
  `alter table experiments add column data_set_id uuid
     constraint fk_experiments_data_set references data_sets (id)`,
  `update experiments e set data_set_id = d.id from data_sets d
   where d.project_id = e.project_id
     and d.name = coalesce(e.definition -> 'dataSet' ->> 'name', e.definition -> 'evaluator' ->> 'table')`,
  'alter table experiments alter column data_set_id set not null',
  'create index ix_experiments_data_set on experiments (data_set_id, id)',

  `create table standings (
    board_id uuid not null,
    architecture_id uuid not null,
    trial_id uuid not null,
    cost_class integer not null,
    parameters double precision,
    flops double precision,
    latency_ms double precision,
    device_seconds double precision,
    reward double precision,
    validations jsonb not null,
    validation double precision,
    validation_lower double precision,
    tests jsonb not null,
    test double precision,
    test_lower double precision,
    constraint pk_standings primary key (board_id, architecture_id)
  )`,
  `insert into standings (board_id, architecture_id, trial_id, cost_class, parameters, flops, device_seconds, reward,
     validations, validation, tests, test)
   select board_id, architecture_id, (array_agg(id order by id))[1],
     ${octave('(array_agg(device_seconds order by id))[1] * 1000', 18)} + ${octave('min(parameters)', 12)}
       + ${octave('min(flops)', 6)} + 1, min(parameters), min(flops), (array_agg(device_seconds order by id))[1],
     (array_agg(reward order by id) filter (where purpose = 'SEARCH'))[1],
     coalesce(jsonb_object_agg(run, validation_accuracy) filter (where purpose = 'SEARCH'), '{}'),
     (array_agg(validation_accuracy order by id) filter (where purpose = 'SEARCH'))[1],
     coalesce(jsonb_object_agg(run, test_accuracy) filter (where test_accuracy is not null), '{}'),
     (array_agg(test_accuracy order by id) filter (where test_accuracy is not null))[1]
   from (
     select t.id, t.architecture_id, t.purpose, t.validation_accuracy, t.test_accuracy, t.reward,
       coalesce(c.device_seconds, t.device_seconds) as device_seconds, a.parameters, a.flops, b.board_id,
       left(md5(e.evaluation_hash || '/' || t.purpose || '/' || t.seed), 12) as run
     from trials t join experiments e on e.id = t.experiment_id join architectures a on a.id = t.architecture_id
     left join trials c on c.id = t.cached_from_id
     cross join lateral (values (t.session_id), (t.experiment_id), (e.data_set_id)) as b (board_id)
     where t.state = 'SUCCEEDED' and (t.purpose = 'FINAL' or not t.repeated)) as ended
   group by board_id, architecture_id`,

  `create index ix_standings_validation on standings (board_id, (-validation), trial_id)
     where validation is not null`,
  ...ranked.map(
    (
      column,
    ) => `create index ix_standings_${column}_cost on standings (board_id, cost_class, (-${column}), trial_id)
     where ${column} is not null`,
  ),
  ...costs.map(
    (column) => `create index ix_standings_${column} on standings (board_id, ${column}, trial_id)
     where ${column} is not null`,
  ),
  'drop index ix_trials_board_session, ix_trials_board_experiment',
];

const DOWN = [
  `create index ix_trials_board_session on trials (session_id, validation_accuracy desc, id)
    where state = 'SUCCEEDED' and purpose = 'SEARCH' and not repeated`,
  `create index ix_trials_board_experiment on trials (experiment_id, validation_accuracy desc, id)
    where state = 'SUCCEEDED' and purpose = 'SEARCH' and not repeated`,
  'drop table standings',
  'alter table experiments drop column data_set_id',
  'drop table data_sets',
];

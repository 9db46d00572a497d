import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a session knows of its history is kept beside it instead of being counted anew at every step; indexes hold what
 * is open or ranked, and no longer every trial that there ever was. Experiments say how they evaluate.
 */
export class SessionsAtScale1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `alter table search_sessions
     add column mode text not null default 'SYNCHRONOUS',
     add column parallelism integer,
     add column policy_version integer not null default 0,
     add column proposed integer not null default 0,
     add column told_succeeded integer not null default 0,
     add column told_failed integer not null default 0,
     add column told_cached integer not null default 0,
     add column told_device_seconds double precision not null default 0,
     add column told_best double precision`,
  `update search_sessions s set parallelism = coalesce((options ->> 'batchSize')::integer, 1),
     policy_version = coalesce((select max(version) from checkpoints c where c.session_id = s.id), 0),
     proposed = (select count(*) from trials t where t.session_id = s.id and t.purpose = 'SEARCH')`,
  `update search_sessions s set told_succeeded = t.succeeded, told_failed = t.failed, told_cached = t.cached,
     told_device_seconds = t.device_seconds, told_best = t.best
   from (
     select session_id, count(*) filter (where state = 'SUCCEEDED') as succeeded,
       count(*) filter (where state = 'FAILED') as failed, count(cached_from_id) as cached,
       coalesce(sum(device_seconds), 0) as device_seconds,
       max(validation_accuracy) filter (where state = 'SUCCEEDED') as best
     from trials where told_version is not null group by session_id
   ) t where t.session_id = s.id`,
  `alter table search_sessions
     alter column mode drop default,
     alter column parallelism set not null,
     add constraint ck_search_sessions_mode check (mode in ('SYNCHRONOUS', 'ASYNCHRONOUS'))`,
  `alter table checkpoints add column proposed integer not null default 0`,
  `update checkpoints c set proposed =
     (select count(*) from trials t
      where t.session_id = c.session_id and t.purpose = 'SEARCH' and t.policy_version <= c.version)`,
  // Snapshots are text that hardly shrinks: to try costs more than it saves.
  'alter table checkpoints alter column snapshot set storage external',
  'drop index ix_trials_architecture',
  `create index ix_trials_architecture on trials (architecture_id, experiment_id)
     where state = 'SUCCEEDED' and not repeated`,
  `create index ix_trials_known on trials (session_id, architecture_id) where not repeated`,
  `update experiments set definition = definition || '{"evaluator": {"kind": "train"}}'`,
  'alter table experiments alter column input_shape drop not null',
  'alter table architectures alter column parameters drop not null, alter column flops drop not null',
];

const DOWN = [
  `update architectures set parameters = coalesce(parameters, 0), flops = coalesce(flops, 0)`,
  'alter table architectures alter column parameters set not null, alter column flops set not null',
  `update experiments set input_shape = '{"channels": 0, "height": 0, "width": 0, "classes": 0}'
     where input_shape is null`,
  'alter table experiments alter column input_shape set not null',
  `update experiments set definition = definition - 'evaluator'`,
  'drop index ix_trials_known',
  'drop index ix_trials_architecture',
  `create index ix_trials_architecture on trials (architecture_id, experiment_id) where state = 'SUCCEEDED'`,
  'alter table checkpoints alter column snapshot set storage extended',
  'alter table checkpoints drop column proposed',
  `alter table search_sessions drop column mode, drop column parallelism, drop column policy_version, drop column proposed, drop column told_succeeded,
     drop column told_failed, drop column told_cached, drop column told_device_seconds, drop column told_best`,
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Workers are known by name, devices and labels, and trials by the worker that ran them. Sessions ask for labels and have a
 * priority, rows say which programs understand them, and a training that is handed back goes on elsewhere.
 */
export class Workers1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `create table workers (
    id uuid constraint pk_workers primary key,
    name text not null,
    host text not null,
    process_id integer not null,
    version text not null,
    format integer not null,
    labels text[] not null,
    devices jsonb not null,
    state text not null,
    started_at timestamptz not null default clock_timestamp(),
    heartbeat_at timestamptz not null,
    expires_at timestamptz not null,
    constraint uq_workers_name unique (name),
    constraint ck_workers_state check (state in ('ACTIVE', 'DRAINING', 'GONE'))
  )`,
  'alter table trials add column worker_id uuid, add column device text',
  `alter table search_sessions add column labels text[] not null default '{}', add column priority integer not null default 10,
     add column format integer not null default 1,
     add constraint ck_search_sessions_priority check (priority between 1 and 100)`,
  'alter table experiments add column format integer not null default 1',
  'alter table trial_attempts add column handed_back boolean not null default false',
  `create table trial_checkpoints (
    trial_id uuid constraint pk_trial_checkpoints primary key,
    content bytea not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint fk_trial_checkpoints_trial foreign key (trial_id) references trials (id)
  )`,
  // Parameters are numbers that hardly shrink.
  'alter table trial_checkpoints alter column content set storage external',
];

const DOWN = [
  'drop table trial_checkpoints',
  'alter table trial_attempts drop column handed_back',
  'alter table experiments drop column format',
  'alter table search_sessions drop column labels, drop column priority, drop column format',
  'alter table trials drop column worker_id, drop column device',
  'drop table workers',
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Attempts that gave no result are kept, with what their training process said last, and may be followed after a pause. */
export class Attempts1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `create table trial_attempts (
    trial_id uuid not null,
    attempt integer not null,
    failure text not null,
    message text,
    log text,
    worker text,
    device_seconds double precision,
    ended_at timestamptz not null default clock_timestamp(),
    constraint pk_trial_attempts primary key (trial_id, attempt),
    constraint fk_trial_attempts_trial foreign key (trial_id) references trials (id)
  )`,
  'alter table trials add column retry_at timestamptz',
  // Whether an equal trial of the same session is under way is asked at each claim.
  'drop index ix_trials_unfinished',
  `create index ix_trials_unfinished on trials (session_id, architecture_id, number) where state in ('QUEUED', 'RUNNING')`,
];

const DOWN = [
  'drop index ix_trials_unfinished',
  `create index ix_trials_unfinished on trials (session_id, id) where state in ('QUEUED', 'RUNNING')`,
  'alter table trials drop column retry_at',
  'drop table trial_attempts',
];

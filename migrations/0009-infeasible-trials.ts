import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Trials that break a constraint of their experiment, and the latency by which some do. */
export class InfeasibleTrials1764550000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table trials drop constraint ck_trials_state');
    await runner.query(`alter table trials add constraint ck_trials_state check
      (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'INFEASIBLE', 'CANCELLED'))`);
    await runner.query('alter table trials add column latency_ms double precision');
    await runner.query('alter table search_sessions add column told_infeasible integer not null default 0');
  }

  /** The older schema has no such trials: they count as failed. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `update trials set state = 'FAILED', failure = 'INVALID_ARCHITECTURE' where state = 'INFEASIBLE'`,
    );
    await runner.query('update search_sessions set told_failed = told_failed + told_infeasible');
    await runner.query('alter table search_sessions drop column told_infeasible');
    await runner.query('alter table trials drop column latency_ms');
    await runner.query('alter table trials drop constraint ck_trials_state');
    await runner.query(`alter table trials add constraint ck_trials_state check
      (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'))`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Trials that a scheduler stops before their last epoch. */
export class EarlyStoppedTrials1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table trials drop constraint ck_trials_state');
    await runner.query(`alter table trials add constraint ck_trials_state check
      (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'EARLY_STOPPED', 'FAILED', 'INFEASIBLE', 'CANCELLED'))`);
    await runner.query(
      'alter table search_sessions add column told_early_stopped integer not null default 0',
    );
  }

  /** The older schema has no such trials: they count as cancelled, which tells nothing of their architectures. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`update trials set state = 'CANCELLED' where state = 'EARLY_STOPPED'`);
    await runner.query('alter table search_sessions drop column told_early_stopped');
    await runner.query('alter table trials drop constraint ck_trials_state');
    await runner.query(`alter table trials add constraint ck_trials_state check
      (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'INFEASIBLE', 'CANCELLED'))`);
  }
}

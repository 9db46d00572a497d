import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A session keeps the id of the request that started it: trials come from the table, and jobs no longer carry it to them. */
export class Correlation1764350000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table search_sessions add column correlation_id text');
    await runner.query('update search_sessions set correlation_id = id::text');
    await runner.query('alter table search_sessions alter column correlation_id set not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table search_sessions drop column correlation_id');
  }
}

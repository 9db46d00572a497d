import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tells that something on a board has changed. A board that is not here has not changed since. */
export class BoardVersions1768000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Room for new versions of a row on its own page: no index changes with them.
    await runner.query(`create table board_versions (
      board_id uuid not null,
      stripe smallint not null,
      version bigint not null,
      constraint pk_board_versions primary key (board_id, stripe)
    ) with (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table board_versions');
  }
}

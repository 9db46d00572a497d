import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finalists are trained from several seeds, and experiments say on how much a training works, so that its cost can be foreseen. */
export class FinalistsAndForecasts1764800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `alter table search_sessions add column retrain_seeds integer not null default 1,
     add constraint ck_search_sessions_retrain_seeds check (retrain_seeds between 1 and 20)`,
  'alter table experiments add column train_examples integer',
];

const DOWN = [
  'alter table experiments drop column train_examples',
  'alter table search_sessions drop column retrain_seeds',
];

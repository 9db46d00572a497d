import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Experiments have revisions, remember what they were cloned from, and can be archived. */
export class ExperimentRevisions1764650000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table experiments drop column first_revision_id, drop column revision,
      drop column cloned_from_id, drop column archived_at`);
  }
}

const UP = [
  `alter table experiments
     add column first_revision_id uuid,
     add column revision integer not null default 1,
     add column cloned_from_id uuid,
     add column archived_at timestamptz,
     add constraint fk_experiments_first_revision foreign key (first_revision_id) references experiments (id),
     add constraint fk_experiments_cloned_from foreign key (cloned_from_id) references experiments (id),
     add constraint uq_experiments_revision unique (first_revision_id, revision)`,
];

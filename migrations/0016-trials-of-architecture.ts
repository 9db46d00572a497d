import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every trial of an architecture, whatever became of it, in the order of proposal. */
export class TrialsOfArchitecture1764900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index ix_trials_of_architecture on trials (architecture_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ix_trials_of_architecture');
  }
}

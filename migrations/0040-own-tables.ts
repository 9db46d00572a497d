import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of results that projects have uploaded. */
export class OwnTables1767000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table benchmark_tables (
      id uuid not null,
      project_id uuid not null,
      name text not null,
      version text not null,
      header text not null,
      body bytea not null,
      created_at timestamptz not null default now(),
      constraint pk_benchmark_tables primary key (id),
      constraint uq_benchmark_tables_project_name_version unique (project_id, name, version),
      constraint fk_benchmark_tables_project foreign key (project_id) references projects (id)
    )`);
    await runner.query('create index ix_benchmark_tables_project on benchmark_tables (project_id, id)');
    await runner.query('create index ix_benchmark_tables_version on benchmark_tables (version)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table benchmark_tables');
  }
}

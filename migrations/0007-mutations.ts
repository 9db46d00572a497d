import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What clients ordered is written down in one place, which also keeps it from being done twice. */
export class Mutations1764450000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** What was ordered by an admin is forgotten. */
  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const MOVED = [
  ['experiments', 'createExperiment'],
  ['search_sessions', 'startSearchSession'],
] as const;

const UP = [
  `create table mutations (
    id uuid constraint pk_mutations primary key,
    project_id uuid not null,
    key_id uuid,
    name text not null,
    subject_id uuid not null,
    client_mutation_id text,
    fingerprint bytea,
    correlation_id text,
    answer jsonb,
    created_at timestamptz not null default now(),
    constraint fk_mutations_project foreign key (project_id) references projects (id),
    constraint fk_mutations_key foreign key (key_id) references api_keys (id),
    constraint uq_mutations_client_mutation_id unique (project_id, name, client_mutation_id)
  )`,
  'create index ix_mutations_project on mutations (project_id, id)',
  'create index ix_mutations_created_at on mutations (created_at)',
  // The id of what was made is a UUIDv7 of that moment, and serves its mutation as well.
  ...MOVED.flatMap(([table, name]) => [
    `insert into mutations (id, project_id, name, subject_id, client_mutation_id, created_at)
       select id, project_id, '${name}', id, client_mutation_id, created_at from ${table}
       where client_mutation_id is not null`,
    `alter table ${table} drop constraint uq_${table}_client_mutation_id`,
    `alter table ${table} drop column client_mutation_id`,
  ]),
];

const DOWN = [
  ...MOVED.flatMap(([table, name]) => [
    `alter table ${table} add column client_mutation_id text`,
    `update ${table} t set client_mutation_id = m.client_mutation_id
       from mutations m where m.subject_id = t.id and m.name = '${name}'`,
    `alter table ${table} add constraint uq_${table}_client_mutation_id unique (project_id, client_mutation_id)`,
  ]),
  'drop table mutations',
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

const DEFAULT_PROJECT = '00000000-0000-7000-8000-000000000001';

/** Projects, to one of which everything belongs from now on, and the keys to them. */
export class ProjectsAndKeys1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Fails where two projects have used the same client mutation id or found the same architecture. */
  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const OWNED = ['experiments', 'search_sessions', 'architectures'];

const UP = [
  `create table projects (
    id uuid constraint pk_projects primary key,
    name text not null,
    max_running_sessions integer,
    max_device_hours_per_month integer,
    created_at timestamptz not null default now(),
    constraint uq_projects_name unique (name)
  )`,
  `insert into projects (id, name) values ('${DEFAULT_PROJECT}', 'default')`,

  `create table api_keys (
    id uuid constraint pk_api_keys primary key,
    project_id uuid not null,
    name text not null,
    scopes text[] not null,
    prefix text not null,
    secret_hash bytea not null,
    previous_hash bytea,
    previous_expires_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    created_at timestamptz not null default now(),
    constraint fk_api_keys_project foreign key (project_id) references projects (id),
    constraint uq_api_keys_secret_hash unique (secret_hash),
    constraint ck_api_keys_scopes check (scopes <@ array['read', 'submit', 'work', 'admin'] and cardinality(scopes) > 0)
  )`,
  'create index ix_api_keys_project on api_keys (project_id, id)',
  'create index ix_api_keys_previous_hash on api_keys (previous_hash) where previous_hash is not null',

  // What is there already belongs to the project that the API works in without keys.
  ...OWNED.flatMap((table) => [
    `alter table ${table} add column project_id uuid not null default '${DEFAULT_PROJECT}'
       constraint fk_${table}_project references projects (id)`,
    `alter table ${table} alter column project_id drop default`,
  ]),
  ...['experiments', 'search_sessions'].flatMap((table) => [
    `alter table ${table} drop constraint uq_${table}_client_mutation_id`,
    `alter table ${table} add constraint uq_${table}_client_mutation_id unique (project_id, client_mutation_id)`,
    `create index ix_${table}_project on ${table} (project_id, id)`,
  ]),
  'alter table architectures drop constraint uq_architectures_problem_hash_hash',
  `alter table architectures add constraint uq_architectures_project_problem_hash
     unique (project_id, problem_hash, hash)`,
];

const DOWN = [
  'alter table architectures drop constraint uq_architectures_project_problem_hash',
  'alter table architectures add constraint uq_architectures_problem_hash_hash unique (problem_hash, hash)',
  ...['experiments', 'search_sessions'].flatMap((table) => [
    `alter table ${table} drop constraint uq_${table}_client_mutation_id`,
    `alter table ${table} add constraint uq_${table}_client_mutation_id unique (client_mutation_id)`,
  ]),
  ...OWNED.map((table) => `alter table ${table} drop column project_id`),
  'drop table api_keys, projects',
];

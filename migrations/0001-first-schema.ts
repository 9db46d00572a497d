import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Experiments, sessions, architectures, trials, what they measured, what the strategies learned, and the events. */
export class FirstSchema1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table events, event_streams, artifacts, measurements, trials, architectures,
                 policy_updates, checkpoints, search_sessions, experiments`);
    await runner.query('drop sequence lease_tokens');
  }
}

const STATEMENTS = [
  `create table experiments (
    id uuid constraint pk_experiments primary key,
    name text not null,
    definition jsonb not null,
    evaluation_hash text not null,
    input_shape jsonb not null,
    client_mutation_id text,
    created_at timestamptz not null default now(),
    constraint uq_experiments_client_mutation_id unique (client_mutation_id)
  )`,

  `create table search_sessions (
    id uuid constraint pk_search_sessions primary key,
    experiment_id uuid not null,
    control_of_id uuid,
    strategy text not null,
    options jsonb not null,
    seed bigint not null,
    max_trials integer not null,
    max_failed_trials integer not null,
    max_duration_seconds integer,
    max_device_seconds integer,
    goal double precision,
    retrain_top integer not null,
    trial_time_limit_seconds integer not null,
    state text not null,
    stop_reason text,
    error text,
    client_mutation_id text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    constraint fk_search_sessions_experiment foreign key (experiment_id) references experiments (id),
    constraint fk_search_sessions_control_of foreign key (control_of_id) references search_sessions (id),
    constraint uq_search_sessions_control_of unique (control_of_id),
    constraint uq_search_sessions_client_mutation_id unique (client_mutation_id),
    constraint ck_search_sessions_state check (state in ('QUEUED', 'RUNNING', 'PAUSED', 'STOPPING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    constraint ck_search_sessions_stop_reason check (stop_reason in ('GOAL_REACHED', 'MAX_TRIALS', 'MAX_DURATION', 'DEVICE_BUDGET', 'MAX_FAILED_TRIALS', 'SPACE_EXHAUSTED', 'USER'))
  )`,
  'create index ix_search_sessions_experiment on search_sessions (experiment_id, id)',
  `create index ix_search_sessions_unfinished on search_sessions (id) where state in ('QUEUED', 'RUNNING', 'STOPPING', 'CANCELLING')`,

  `create table checkpoints (
    session_id uuid not null,
    version integer not null,
    snapshot bytea not null,
    created_at timestamptz not null default now(),
    constraint pk_checkpoints primary key (session_id, version),
    constraint fk_checkpoints_session foreign key (session_id) references search_sessions (id)
  )`,
  `create table policy_updates (
    session_id uuid not null,
    version integer not null,
    telemetry jsonb not null,
    created_at timestamptz not null default now(),
    constraint pk_policy_updates primary key (session_id, version),
    constraint fk_policy_updates_session foreign key (session_id) references search_sessions (id)
  )`,

  `create table architectures (
    id uuid constraint pk_architectures primary key,
    problem_hash text not null,
    hash text not null,
    tokens integer[] not null,
    description jsonb not null,
    parameters bigint not null,
    flops bigint not null,
    created_at timestamptz not null default now(),
    constraint uq_architectures_problem_hash_hash unique (problem_hash, hash)
  )`,

  'create sequence lease_tokens',
  `create table trials (
    id uuid constraint pk_trials primary key,
    session_id uuid not null,
    experiment_id uuid not null,
    architecture_id uuid not null,
    number integer not null,
    purpose text not null,
    state text not null,
    tokens integer[] not null,
    log_probability double precision not null,
    policy_version integer not null,
    seed bigint not null,
    repeated boolean not null default false,
    cached_from_id uuid,
    attempt integer not null default 1,
    lease_worker text,
    lease_token bigint,
    lease_expires_at timestamptz,
    epoch integer not null default 0,
    validation_accuracy double precision,
    test_accuracy double precision,
    reward double precision,
    failure text,
    failure_message text,
    failure_log text,
    device_seconds double precision,
    told_version integer,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    constraint fk_trials_session foreign key (session_id) references search_sessions (id),
    constraint fk_trials_experiment foreign key (experiment_id) references experiments (id),
    constraint fk_trials_architecture foreign key (architecture_id) references architectures (id),
    constraint fk_trials_cached_from foreign key (cached_from_id) references trials (id),
    constraint uq_trials_session_number unique (session_id, number),
    constraint ck_trials_purpose check (purpose in ('SEARCH', 'FINAL')),
    constraint ck_trials_state check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'))
  )`,
  `create index ix_trials_unfinished on trials (session_id, id) where state in ('QUEUED', 'RUNNING')`,
  `create index ix_trials_lease on trials (lease_expires_at) where state = 'RUNNING'`,
  `create index ix_trials_untold on trials (session_id, number) where told_version is null`,
  `create index ix_trials_board_session on trials (session_id, validation_accuracy desc, id)
    where state = 'SUCCEEDED' and purpose = 'SEARCH' and not repeated`,
  `create index ix_trials_board_experiment on trials (experiment_id, validation_accuracy desc, id)
    where state = 'SUCCEEDED' and purpose = 'SEARCH' and not repeated`,
  `create index ix_trials_architecture on trials (architecture_id, experiment_id) where state = 'SUCCEEDED'`,

  `create table measurements (
    trial_id uuid not null,
    attempt integer not null,
    step integer not null,
    metric text not null,
    value double precision not null,
    created_at timestamptz not null default now(),
    constraint pk_measurements primary key (trial_id, attempt, step, metric),
    constraint fk_measurements_trial foreign key (trial_id) references trials (id)
  )`,

  `create table artifacts (
    id uuid constraint pk_artifacts primary key,
    trial_id uuid not null,
    name text not null,
    media_type text not null,
    sha256 text not null,
    content bytea not null,
    created_at timestamptz not null default now(),
    constraint fk_artifacts_trial foreign key (trial_id) references trials (id),
    constraint uq_artifacts_trial_name unique (trial_id, name)
  )`,

  `create table event_streams (
    session_id uuid constraint pk_event_streams primary key,
    last_sequence integer not null default 0,
    constraint fk_event_streams_session foreign key (session_id) references search_sessions (id)
  )`,
  `create table events (
    session_id uuid not null,
    sequence integer not null,
    payload jsonb not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint pk_events primary key (session_id, sequence),
    constraint fk_events_stream foreign key (session_id) references event_streams (session_id)
  )`,
];

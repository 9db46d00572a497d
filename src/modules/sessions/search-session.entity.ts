import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';
import type { SessionMode, SessionState, StopReason } from './session-state.js';

@Entity({ name: 'search_sessions' })
@Unique('uq_search_sessions_control_of', ['controlOfId'])
@Check(
  'ck_search_sessions_state',
  `state in ('QUEUED', 'RUNNING', 'PAUSED', 'STOPPING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')`,
)
@Check(
  'ck_search_sessions_stop_reason',
  `stop_reason in ('GOAL_REACHED', 'MAX_TRIALS', 'MAX_DURATION', 'DEVICE_BUDGET', 'MAX_FAILED_TRIALS', 'SPACE_EXHAUSTED', 'USER')`,
)
@Check('ck_search_sessions_priority', 'priority between 1 and 100')
@Check('ck_search_sessions_retrain_seeds', 'retrain_seeds between 1 and 20')
@Check('ck_search_sessions_mode', `mode in ('SYNCHRONOUS', 'ASYNCHRONOUS')`)
@Index('ix_search_sessions_project', ['projectId', 'id'])
@Index('ix_search_sessions_experiment', ['experimentId', 'id'])
@Index('ix_search_sessions_unfinished', ['id'], {
  where: `state in ('QUEUED', 'RUNNING', 'STOPPING', 'CANCELLING')`,
})
export class SearchSessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_search_sessions' })
  id!: string;

  /** The experiment's. */
  @ForeignKey('ProjectEntity', { name: 'fk_search_sessions_project' })
  @Column({ name: 'project_id', type: 'uuid' })
  projectId!: ProjectId;

  @ForeignKey('ExperimentEntity', { name: 'fk_search_sessions_experiment' })
  @Column({ name: 'experiment_id', type: 'uuid' })
  experimentId!: string;

  /** The session whose random control arm this is. */
  @ForeignKey('SearchSessionEntity', { name: 'fk_search_sessions_control_of' })
  @Column({ name: 'control_of_id', type: 'uuid', nullable: true })
  controlOfId!: string | null;

  @Column({ type: 'text' })
  strategy!: string;

  @Column({ type: 'jsonb' })
  options!: Record<string, unknown>;

  /** Text, as a bigint does not fit a number. */
  @Column({ type: 'bigint' })
  seed!: string;

  @Column({ type: 'text' })
  mode!: SessionMode;

  /** SEARCH trials in flight at a time; of a synchronous session the batch of its strategy. */
  @Column({ type: 'integer' })
  parallelism!: number;

  @Column({ name: 'max_trials', type: 'integer' })
  maxTrials!: number;

  @Column({ name: 'max_failed_trials', type: 'integer' })
  maxFailedTrials!: number;

  /** From the first proposal on, pauses included. */
  @Column({ name: 'max_duration_seconds', type: 'integer', nullable: true })
  maxDurationSeconds!: number | null;

  /** That its trials may hold devices for, in all. */
  @Column({ name: 'max_device_seconds', type: 'integer', nullable: true })
  maxDeviceSeconds!: number | null;

  /** Validation accuracy that is enough. */
  @Column({ type: 'double precision', nullable: true })
  goal!: number | null;

  /** How many of the best architectures are trained once more and measured on the test split. */
  @Column({ name: 'retrain_top', type: 'integer' })
  retrainTop!: number;

  /** From how many seeds each of them is trained. */
  @Column({ name: 'retrain_seeds', type: 'integer', default: 1 })
  retrainSeeds!: number;

  @Column({ name: 'trial_time_limit_seconds', type: 'integer' })
  trialTimeLimitSeconds!: number;

  /** What the workers that evaluate its trials have to be. */
  @Column({ type: 'text', array: true, default: () => `'{}'` })
  labels!: string[];

  /** Its weight among the sessions of its project, 1 to 100. */
  @Column({ type: 'integer', default: 10 })
  priority!: number;

  /** The programs that understand it: those that know this format. */
  @Column({ type: 'integer', default: 1 })
  format!: number;

  @Column({ type: 'text' })
  state!: SessionState;

  @Column({ name: 'stop_reason', type: 'text', nullable: true })
  stopReason!: StopReason | null;

  /** Why a FAILED session failed, for a person. */
  @Column({ type: 'text', nullable: true })
  error!: string | null;

  /** Of the request that started it, for the log. */
  @Column({ name: 'correlation_id', type: 'text' })
  correlationId!: string;

  /** Updates of the strategy so far: the version of its newest checkpoint. */
  @Column({ name: 'policy_version', type: 'integer', default: 0 })
  policyVersion!: number;

  /** SEARCH trials so far. */
  @Column({ type: 'integer', default: 0 })
  proposed!: number;

  /** Of the trials that the strategy has been told; nobody has to count them again. */
  @Column({ name: 'told_succeeded', type: 'integer', default: 0 })
  toldSucceeded!: number;

  @Column({ name: 'told_failed', type: 'integer', default: 0 })
  toldFailed!: number;

  @Column({ name: 'told_early_stopped', type: 'integer', default: 0 })
  toldEarlyStopped!: number;

  @Column({ name: 'told_infeasible', type: 'integer', default: 0 })
  toldInfeasible!: number;

  @Column({ name: 'told_cached', type: 'integer', default: 0 })
  toldCached!: number;

  @Column({ name: 'told_device_seconds', type: 'double precision', default: 0 })
  toldDeviceSeconds!: number;

  /** Best validation accuracy. */
  @Column({ name: 'told_best', type: 'double precision', nullable: true })
  toldBest!: number | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}

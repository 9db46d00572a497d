import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { FailureKind } from '../../training/index.js';
import type { TrialPurpose, TrialState } from './trial-state.js';

@Entity({ name: 'trials' })
@Unique('uq_trials_session_number', ['sessionId', 'number'])
@Check('ck_trials_purpose', `purpose in ('SEARCH', 'FINAL')`)
@Check(
  'ck_trials_state',
  `state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'EARLY_STOPPED', 'FAILED', 'INFEASIBLE', 'CANCELLED')`,
)
@Index('ix_trials_unfinished', ['sessionId', 'architectureId', 'number'], {
  where: `state in ('QUEUED', 'RUNNING')`,
})
@Index('ix_trials_lease', ['leaseExpiresAt'], { where: `state = 'RUNNING'` })
@Index('ix_trials_untold', ['sessionId', 'number'], { where: 'told_version is null' })
@Index('ix_trials_architecture', ['architectureId', 'experimentId'], {
  where: `state = 'SUCCEEDED' and not repeated`,
})
@Index('ix_trials_of_architecture', ['architectureId', 'id'])
@Index('ix_trials_known', ['sessionId', 'architectureId'], { where: 'not repeated' })
export class TrialEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_trials' })
  id!: string;

  @ForeignKey('SearchSessionEntity', { name: 'fk_trials_session' })
  @Column({ name: 'session_id', type: 'uuid' })
  sessionId!: string;

  @ForeignKey('ExperimentEntity', { name: 'fk_trials_experiment' })
  @Column({ name: 'experiment_id', type: 'uuid' })
  experimentId!: string;

  @ForeignKey('ArchitectureEntity', { name: 'fk_trials_architecture' })
  @Column({ name: 'architecture_id', type: 'uuid' })
  architectureId!: string;

  /** Counts from 1 within the session, in the order of proposal. */
  @Column({ type: 'integer' })
  number!: number;

  @Column({ type: 'text' })
  purpose!: TrialPurpose;

  @Column({ type: 'text' })
  state!: TrialState;

  /** As proposed: of several isomorphic spellings the one that the policy drew. */
  @Column({ type: 'integer', array: true })
  tokens!: number[];

  /** Natural logarithm, under the policy of `policyVersion`. */
  @Column({ name: 'log_probability', type: 'double precision' })
  logProbability!: number;

  @Column({ name: 'policy_version', type: 'integer' })
  policyVersion!: number;

  @Column({ type: 'bigint' })
  seed!: string;

  /** Whether this session had evaluated the architecture before. */
  @Column({ type: 'boolean', default: false })
  repeated!: boolean;

  /** The trial whose result was reused. */
  @ForeignKey('TrialEntity', { name: 'fk_trials_cached_from' })
  @Column({ name: 'cached_from_id', type: 'uuid', nullable: true })
  cachedFromId!: string | null;

  @Column({ type: 'integer', default: 1 })
  attempt!: number;

  /** The worker that holds it, or held it last; it had to be registered when it took the trial. */
  @Column({ name: 'worker_id', type: 'uuid', nullable: true })
  workerId!: string | null;

  /** Of that worker, once the trial has ended on it: cpu, or a card such as cuda:0. */
  @Column({ type: 'text', nullable: true })
  device!: string | null;

  @Column({ name: 'lease_worker', type: 'text', nullable: true })
  leaseWorker!: string | null;

  /** Fencing token: a report that carries an older one is refused. */
  @Column({ name: 'lease_token', type: 'bigint', nullable: true })
  leaseToken!: string | null;

  @Column({ name: 'lease_expires_at', type: 'timestamptz', nullable: true })
  leaseExpiresAt!: Date | null;

  /** Until when a trial that was put back has to wait. */
  @Column({ name: 'retry_at', type: 'timestamptz', nullable: true })
  retryAt!: Date | null;

  /** The last epoch that was reported. */
  @Column({ type: 'integer', default: 0 })
  epoch!: number;

  @Column({ name: 'validation_accuracy', type: 'double precision', nullable: true })
  validationAccuracy!: number | null;

  @Column({ name: 'test_accuracy', type: 'double precision', nullable: true })
  testAccuracy!: number | null;

  @Column({ type: 'double precision', nullable: true })
  reward!: number | null;

  /** Of the architecture for one example, where the objective says how to know it; infinite where it cannot run. */
  @Column({ name: 'latency_ms', type: 'double precision', nullable: true })
  latencyMs!: number | null;

  @Column({ type: 'text', nullable: true })
  failure!: FailureKind | null;

  /** Why it failed or is infeasible. */
  @Column({ name: 'failure_message', type: 'text', nullable: true })
  failureMessage!: string | null;

  @Column({ name: 'failure_log', type: 'text', nullable: true })
  failureLog!: string | null;

  @Column({ name: 'device_seconds', type: 'double precision', nullable: true })
  deviceSeconds!: number | null;

  /** The policy update that was told of this trial. */
  @Column({ name: 'told_version', type: 'integer', nullable: true })
  toldVersion!: number | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}

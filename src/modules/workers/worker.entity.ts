import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { WorkerDevice } from './worker-devices.js';
import type { WorkerState } from './worker-state.js';

/** A process that evaluates trials or advances searches, or did. Rows stay: trials name them. */
@Entity({ name: 'workers' })
@Unique('uq_workers_name', ['name'])
@Check('ck_workers_state', `state in ('ACTIVE', 'DRAINING', 'GONE')`)
export class WorkerEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_workers' })
  id!: string;

  /** Host, process and a suffix: what leases are held by. */
  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  host!: string;

  @Column({ name: 'process_id', type: 'integer' })
  processId!: number;

  /** Of its program. */
  @Column({ type: 'text' })
  version!: string;

  /** The newest format of experiments and sessions that it understands. */
  @Column({ type: 'integer' })
  format!: number;

  @Column({ type: 'text', array: true })
  labels!: string[];

  @Column({ type: 'jsonb' })
  devices!: WorkerDevice[];

  /** As the worker last said; GONE too once `expiresAt` has passed. */
  @Column({ type: 'text' })
  state!: WorkerState;

  @Column({ name: 'started_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  startedAt!: Date;

  @Column({ name: 'heartbeat_at', type: 'timestamptz' })
  heartbeatAt!: Date;

  /** By the database's clock: a worker that has not been heard of by then is gone. */
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}

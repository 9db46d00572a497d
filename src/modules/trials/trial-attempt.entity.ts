import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { FailureKind } from '../../training/index.js';

/** An attempt at a trial that gave no result and was followed by another one. */
@Entity({ name: 'trial_attempts' })
export class TrialAttemptEntity {
  @ForeignKey('TrialEntity', { name: 'fk_trial_attempts_trial' })
  @PrimaryColumn({ name: 'trial_id', type: 'uuid', primaryKeyConstraintName: 'pk_trial_attempts' })
  trialId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_trial_attempts' })
  attempt!: number;

  /** PREEMPTED also where the worker fell silent. */
  @Column({ type: 'text' })
  failure!: FailureKind;

  @Column({ type: 'text', nullable: true })
  message!: string | null;

  /** Last lines of the training process. */
  @Column({ type: 'text', nullable: true })
  log!: string | null;

  @Column({ type: 'text', nullable: true })
  worker!: string | null;

  /** Whether its worker gave it back in order, which says nothing against the trial and is not counted. */
  @Column({ name: 'handed_back', type: 'boolean', default: false })
  handedBack!: boolean;

  /** For which it held a device, where somebody was left to measure it. */
  @Column({ name: 'device_seconds', type: 'double precision', nullable: true })
  deviceSeconds!: number | null;

  @Column({ name: 'ended_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  endedAt!: Date;
}

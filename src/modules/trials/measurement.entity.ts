import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One metric at one step (an epoch) of one attempt at a trial. */
@Entity({ name: 'measurements' })
export class MeasurementEntity {
  @ForeignKey('TrialEntity', { name: 'fk_measurements_trial' })
  @PrimaryColumn({ name: 'trial_id', type: 'uuid', primaryKeyConstraintName: 'pk_measurements' })
  trialId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_measurements' })
  attempt!: number;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_measurements' })
  step!: number;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_measurements' })
  metric!: string;

  /** Postgres keeps NaN and both infinities in a float8 as they are. */
  @Column({ type: 'double precision' })
  value!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}

import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How far a training had come that was handed back, for whoever goes on with it. It goes when the trial ends. */
@Entity({ name: 'trial_checkpoints' })
export class TrialCheckpointEntity {
  @ForeignKey('TrialEntity', { name: 'fk_trial_checkpoints_trial' })
  @PrimaryColumn({ name: 'trial_id', type: 'uuid', primaryKeyConstraintName: 'pk_trial_checkpoints' })
  trialId!: string;

  /** The file as the training process wrote it. */
  @Column({ type: 'bytea' })
  content!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  createdAt!: Date;
}

import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A file that a trial left behind: the exported winner. */
@Entity({ name: 'artifacts' })
@Unique('uq_artifacts_trial_name', ['trialId', 'name'])
export class ArtifactEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_artifacts' })
  id!: string;

  @ForeignKey('TrialEntity', { name: 'fk_artifacts_trial' })
  @Column({ name: 'trial_id', type: 'uuid' })
  trialId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'media_type', type: 'text' })
  mediaType!: string;

  @Column({ type: 'text' })
  sha256!: string;

  @Column({ type: 'bytea' })
  content!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}

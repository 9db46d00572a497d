import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A strategy's snapshot with its RNG state, after `version` updates. */
@Entity({ name: 'checkpoints' })
export class CheckpointEntity {
  @ForeignKey('SearchSessionEntity', { name: 'fk_checkpoints_session' })
  @PrimaryColumn({ name: 'session_id', type: 'uuid', primaryKeyConstraintName: 'pk_checkpoints' })
  sessionId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_checkpoints' })
  version!: number;

  @Column({ type: 'bytea' })
  snapshot!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}

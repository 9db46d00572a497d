import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Of the versions of a strategy at least one in so many is kept, for replay; of the others only the newest. */
export const KEPT_CHECKPOINT_INTERVAL = 100;

/** A strategy's snapshot with its RNG state, after `version` updates. */
@Entity({ name: 'checkpoints' })
export class CheckpointEntity {
  @ForeignKey('SearchSessionEntity', { name: 'fk_checkpoints_session' })
  @PrimaryColumn({ name: 'session_id', type: 'uuid', primaryKeyConstraintName: 'pk_checkpoints' })
  sessionId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_checkpoints' })
  version!: number;

  /** SEARCH trials that the strategy had proposed by then. */
  @Column({ type: 'integer', default: 0 })
  proposed!: number;

  @Column({ type: 'bytea' })
  snapshot!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}

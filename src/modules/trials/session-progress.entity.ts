import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** SEARCH trials of one step of a session's progress. */
export const PROGRESS_STEP = 100;

/** What the ended SEARCH trials `step` * 100 + 1 to (`step` + 1) * 100 of a session come to; written with the end of each. */
@Entity({ name: 'session_progress' })
export class SessionProgressEntity {
  @ForeignKey('SearchSessionEntity', { name: 'fk_session_progress_session' })
  @PrimaryColumn({ name: 'session_id', type: 'uuid', primaryKeyConstraintName: 'pk_session_progress' })
  sessionId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_session_progress' })
  step!: number;

  /** For which they held devices, in all. */
  @Column({ name: 'device_seconds', type: 'double precision' })
  deviceSeconds!: number;

  /** Greatest validation accuracy; null while none has a result. */
  @Column({ type: 'double precision', nullable: true })
  best!: number | null;
}

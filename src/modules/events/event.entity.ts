import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { SessionEventPayload } from './session-event.js';

@Entity({ name: 'events' })
export class EventEntity {
  @ForeignKey('EventStreamEntity', { name: 'fk_events_stream' })
  @PrimaryColumn({ name: 'session_id', type: 'uuid', primaryKeyConstraintName: 'pk_events' })
  sessionId!: string;

  /** Counts from 1 within the session, without gaps, in the order of commit. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_events' })
  sequence!: number;

  @Column({ type: 'jsonb' })
  payload!: SessionEventPayload;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  createdAt!: Date;
}

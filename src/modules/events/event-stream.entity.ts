import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Where a session's events have got to. Its row is locked last in a transaction, so that nothing waits in a circle. */
@Entity({ name: 'event_streams' })
export class EventStreamEntity {
  @ForeignKey('SearchSessionEntity', { name: 'fk_event_streams_session' })
  @PrimaryColumn({ name: 'session_id', type: 'uuid', primaryKeyConstraintName: 'pk_event_streams' })
  sessionId!: string;

  @Column({ name: 'last_sequence', type: 'integer', default: 0 })
  lastSequence!: number;
}

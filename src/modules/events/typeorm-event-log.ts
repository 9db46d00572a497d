import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf, type Transaction } from '../../platform/database/index.js';
import type { SessionEvent, SessionEventPayload } from './session-event.js';

/** Postgres channel on which the id of a session with new events is told. */
export const EVENTS_CHANNEL = 'archway_events';

interface EventRow {
  readonly session_id: string;
  readonly sequence: number;
  readonly payload: SessionEventPayload;
  readonly created_at: Date;
}

/** What happened in a session, numbered without gaps in the order of commit. */
@Injectable()
export class EventLog {
  constructor(private readonly database: Database) {}

  /** Starts a session's numbering. */
  async open(transaction: Transaction, sessionId: string): Promise<void> {
    await rowsOf(transaction, 'insert into event_streams (session_id) values ($1)', [sessionId]);
  }

  async exists(projectId: ProjectId, sessionId: string): Promise<boolean> {
    const rows = await rowsOf(
      this.database.session,
      'select 1 from search_sessions where id = $1 and project_id = $2',
      [sessionId, projectId],
    );
    return rows.length > 0;
  }

  /**
   * Writes events as the LAST statement of a transaction: it locks the session's stream, and whoever
   * holds that lock must not wait for another.
   */
  async append(
    transaction: Transaction,
    sessionId: string,
    payloads: readonly SessionEventPayload[],
  ): Promise<void> {
    if (payloads.length === 0) return;
    await rowsOf(
      transaction,
      `with stream as (
         update event_streams set last_sequence = last_sequence + $2 where session_id = $1
         returning last_sequence - $2 as base
       ), written as (
         insert into events (session_id, sequence, payload)
         select $1, stream.base + item.position, item.payload
         from stream, jsonb_array_elements($3::jsonb) with ordinality as item (payload, position)
       )
       select pg_notify('${EVENTS_CHANNEL}', $1::text)`,
      [sessionId, payloads.length, JSON.stringify(payloads)],
    );
  }

  /** Up to `limit` events after `sequence`, in order. */
  async after(
    projectId: ProjectId,
    sessionId: string,
    sequence: number,
    limit: number,
  ): Promise<SessionEvent[]> {
    const rows = await rowsOf<EventRow>(
      this.database.session,
      `select session_id, sequence, payload, created_at from events
       where session_id = $1 and sequence > $2
         and exists (select 1 from search_sessions s where s.id = $1 and s.project_id = $4)
       order by sequence limit $3`,
      [sessionId, sequence, limit, projectId],
    );
    return rows.map((row) => ({
      ...row.payload,
      sessionId: row.session_id,
      sequence: row.sequence,
      createdAt: row.created_at,
    }));
  }
}

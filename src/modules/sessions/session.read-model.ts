import { Injectable } from '@nestjs/common';
import { Database, rowsOf } from '../../platform/database/index.js';

/** How many SEARCH trials of a session are in which state: how much of its budget is spent. */
export interface TrialCounts {
  readonly queued: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Succeeded ones whose result was reused. */
  readonly cached: number;
  /** For which its trials held a device, finalists included. */
  readonly deviceSeconds: number;
}

@Injectable()
export class SessionReadModel {
  constructor(private readonly database: Database) {}

  async trialCounts(sessionIds: readonly string[]): Promise<Map<string, TrialCounts>> {
    const rows = await rowsOf<TrialCounts & { sessionId: string }>(
      this.database.session,
      `select session_id as "sessionId",
         count(*) filter (where purpose = 'SEARCH' and state = 'QUEUED')::int as queued,
         count(*) filter (where purpose = 'SEARCH' and state = 'RUNNING')::int as running,
         count(*) filter (where purpose = 'SEARCH' and state = 'SUCCEEDED')::int as succeeded,
         count(*) filter (where purpose = 'SEARCH' and state = 'FAILED')::int as failed,
         count(*) filter (where purpose = 'SEARCH' and state = 'CANCELLED')::int as cancelled,
         count(*) filter (where cached_from_id is not null)::int as cached,
         coalesce(sum(device_seconds), 0) as "deviceSeconds"
       from trials where session_id = any($1) group by session_id`,
      [sessionIds],
    );
    return new Map(rows.map(({ sessionId, ...counts }) => [sessionId, counts]));
  }

  /** Validation accuracies of all the architectures that the strategy proposed, in the order of proposal. */
  async accuracies(sessionId: string): Promise<number[]> {
    const rows = await rowsOf<{ accuracy: number }>(
      this.database.session,
      `select validation_accuracy as accuracy from trials
       where session_id = $1 and purpose = 'SEARCH' and state = 'SUCCEEDED' order by number`,
      [sessionId],
    );
    return rows.map(({ accuracy }) => accuracy);
  }
}

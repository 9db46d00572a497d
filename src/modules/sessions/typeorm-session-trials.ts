import { Injectable } from '@nestjs/common';
import type { Observation } from '../../nas/strategies/index.js';
import { rowsOf, type Transaction } from '../../platform/database/index.js';
import type { TrialState } from '../trials/index.js';

/** How far a session has come. */
export interface Progress {
  /** Trials in QUEUED or RUNNING, of either purpose. */
  readonly unfinished: number;
  readonly proposed: number;
  readonly failed: number;
  readonly succeeded: number;
  readonly lastNumber: number;
  /** Best validation accuracy so far. */
  readonly best: number | null;
  /** For which trials have held a device, those under way included. */
  readonly deviceSeconds: number;
  /** Since the first proposal, by the database's clock; 0 before it. */
  readonly elapsedSeconds: number;
  readonly finalists: number;
  readonly finalistsSucceeded: number;
  readonly lastFailure: string | null;
}

interface UntoldRow {
  readonly id: string;
  readonly tokens: number[];
  readonly logProbability: number;
  readonly policyVersion: number;
  readonly state: TrialState;
  readonly reward: number | null;
  readonly failure: string | null;
}

/** A session's trials as its strategy sees them. */
@Injectable()
export class SessionTrialsRepository {
  async progress(transaction: Transaction, sessionId: string): Promise<Progress> {
    const [row] = await rowsOf<Progress>(
      transaction,
      `select
         count(*) filter (where state in ('QUEUED', 'RUNNING'))::int as unfinished,
         count(*) filter (where purpose = 'SEARCH')::int as proposed,
         count(*) filter (where purpose = 'SEARCH' and state = 'FAILED')::int as failed,
         count(*) filter (where purpose = 'SEARCH' and state = 'SUCCEEDED')::int as succeeded,
         coalesce(max(number), 0)::int as "lastNumber",
         max(validation_accuracy) filter (where purpose = 'SEARCH' and state = 'SUCCEEDED') as best,
         coalesce(sum(case when state = 'RUNNING' then extract(epoch from clock_timestamp() - started_at)
                           else device_seconds end), 0)::float8 as "deviceSeconds",
         coalesce((select extract(epoch from clock_timestamp() - s.started_at)
                   from search_sessions s where s.id = $1), 0)::float8 as "elapsedSeconds",
         count(*) filter (where purpose = 'FINAL')::int as finalists,
         count(*) filter (where purpose = 'FINAL' and state = 'SUCCEEDED')::int as "finalistsSucceeded",
         (array_agg(failure_message order by number desc) filter (where state = 'FAILED'))[1] as "lastFailure"
       from trials where session_id = $1`,
      [sessionId],
    );
    if (!row) throw new Error('an aggregate returned no row');
    return row;
  }

  /** Takes the results that the strategy has not been told and marks them as told to update `version`. */
  async takeUntold(transaction: Transaction, sessionId: string, version: number): Promise<Observation[]> {
    const rows = await rowsOf<UntoldRow>(
      transaction,
      `select id, tokens, log_probability as "logProbability", policy_version as "policyVersion", state, reward, failure
       from trials
       where session_id = $1 and purpose = 'SEARCH' and told_version is null and state in ('SUCCEEDED', 'FAILED')
       order by number`,
      [sessionId],
    );
    if (rows.length === 0) return [];
    await rowsOf(transaction, 'update trials set told_version = $2 where id = any($1)', [
      rows.map(({ id }) => id),
      version,
    ]);
    return rows.map(observationOf);
  }
}

function observationOf(row: UntoldRow): Observation {
  const { tokens, logProbability, policyVersion } = row;
  return {
    proposal: { tokens, logProbability, policyVersion },
    outcome:
      row.reward === null
        ? { kind: 'failed', failure: row.failure ?? 'TRAINER_ERROR' }
        : { kind: 'succeeded', reward: row.reward },
  };
}

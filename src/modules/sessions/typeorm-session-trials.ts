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

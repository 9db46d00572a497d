import { Injectable } from '@nestjs/common';
import { rowsOf, type Transaction } from '../../platform/database/index.js';
import type { OpenTrial } from './session-progress.js';

/** A session's trials as its strategy sees them. */
@Injectable()
export class SessionTrialsRepository {
  /** Those that the strategy has not been told of, in the order of proposal. */
  async open(transaction: Transaction, sessionId: string): Promise<OpenTrial[]> {
    return rowsOf<OpenTrial>(
      transaction,
      `select id, number, purpose, state, tokens, log_probability as "logProbability",
         policy_version as "policyVersion", cached_from_id is not null as cached,
         validation_accuracy as "validationAccuracy", reward, failure,
         coalesce(case when state = 'RUNNING' then extract(epoch from clock_timestamp() - started_at)
                       else device_seconds end, 0)::float8 as "deviceSeconds"
       from trials where session_id = $1 and told_version is null order by number`,
      [sessionId],
    );
  }

  async hasFinalists(transaction: Transaction, sessionId: string): Promise<boolean> {
    const rows = await rowsOf(
      transaction,
      `select 1 from trials where session_id = $1 and told_version is null and purpose = 'FINAL' limit 1`,
      [sessionId],
    );
    return rows.length > 0;
  }

  /** Why the newest of the trials that failed, or were infeasible, did so. */
  async lastFailure(transaction: Transaction, sessionId: string): Promise<string | null> {
    const [row] = await rowsOf<{ message: string | null }>(
      transaction,
      `select failure_message as message from trials where session_id = $1 and state in ('FAILED', 'INFEASIBLE')
       order by number desc limit 1`,
      [sessionId],
    );
    return row?.message ?? null;
  }
}

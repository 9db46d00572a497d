import { Injectable } from '@nestjs/common';
import { rowsOf, type Transaction } from '../../platform/database/index.js';

/** How far a training had come when it was handed back. */
export interface HandedCheckpoint {
  readonly content: Uint8Array;
  /** Whether the attempt before was the one that handed it back, so that nobody has come further since. */
  readonly isNewest: boolean;
}

/** How far trainings had come that were handed back: the newest of each trial. */
@Injectable()
export class TrialCheckpointRepository {
  async store(transaction: Transaction, trialId: string, content: Uint8Array): Promise<void> {
    await rowsOf(
      transaction,
      `insert into trial_checkpoints (trial_id, content) values ($1, $2)
       on conflict (trial_id) do update set content = excluded.content, created_at = clock_timestamp()`,
      [trialId, Buffer.from(content)],
    );
  }

  /** @param attempt that is about to begin */
  async find(transaction: Transaction, trialId: string, attempt: number): Promise<HandedCheckpoint | null> {
    const [row] = await rowsOf<HandedCheckpoint>(
      transaction,
      `select c.content, exists (
         select 1 from trial_attempts a where a.trial_id = c.trial_id and a.attempt = $2 and a.handed_back) as "isNewest"
       from trial_checkpoints c where c.trial_id = $1`,
      [trialId, attempt - 1],
    );
    return row ?? null;
  }

  /** Drops those of trials that have ended. */
  async forget(transaction: Transaction): Promise<void> {
    await rowsOf(
      transaction,
      `delete from trial_checkpoints c using trials t where t.id = c.trial_id and t.state not in ('QUEUED', 'RUNNING')`,
    );
  }
}

import { rowsOf, type Transaction } from '../../platform/database/index.js';
import { RECORD_PROGRESS } from './typeorm-session-progress.js';
import { RECORD_STANDINGS, recordMeans, SEVERAL_RUNS, type SeveralRuns } from './typeorm-standings.js';

const RECORD = `with ${RECORD_STANDINGS}, progress as (${RECORD_PROGRESS}) ${SEVERAL_RUNS}`;

/** Brings what is kept beside the trials up to those that have ended in this transaction. Call it once for each of them. */
export async function recordResults(transaction: Transaction, trialIds: readonly string[]): Promise<void> {
  if (trialIds.length === 0) return;
  await recordMeans(transaction, await rowsOf<SeveralRuns>(transaction, RECORD, [trialIds]));
}

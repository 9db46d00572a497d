import type { Transaction } from '../../platform/database/index.js';
import { recordProgress } from './typeorm-session-progress.js';
import { recordStandings } from './typeorm-standings.js';

/** Brings what is kept beside the trials up to those that have ended in this transaction. Call it once for each of them. */
export async function recordResults(transaction: Transaction, trialIds: readonly string[]): Promise<void> {
  if (trialIds.length === 0) return;
  await recordStandings(transaction, trialIds);
  await recordProgress(transaction, trialIds);
}

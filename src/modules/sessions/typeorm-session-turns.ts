import { Injectable } from '@nestjs/common';
import { rowsOf, type Transaction } from '../../platform/database/index.js';
import { KEPT_CHECKPOINT_INTERVAL } from './checkpoint.entity.js';
import type { PolicyUpdate, Told, ToldTotals } from './session-turn.js';

/** What a turn leaves behind, beside the trials that it adds. */
export interface TurnRecord {
  readonly policyVersion: number;
  readonly proposed: number;
  readonly updates: readonly PolicyUpdate[];
  readonly told: readonly Told[];
  /** On top of what the session had been told before. */
  readonly totals: ToldTotals;
  /** Of the strategy, with its random state. */
  readonly snapshot: Uint8Array;
}

@Injectable()
export class SessionTurnRepository {
  /**
   * Writes where a session stands after a turn, all of it in one statement: while it waits for Postgres, so do the places of its
   * trials. Of the checkpoints those before the last kept one are thinned already.
   */
  async save(
    transaction: Transaction,
    sessionId: string,
    { policyVersion, proposed, updates, told, totals, snapshot }: TurnRecord,
  ): Promise<void> {
    const kept = policyVersion - (policyVersion % KEPT_CHECKPOINT_INTERVAL || KEPT_CHECKPOINT_INTERVAL);
    await rowsOf(
      transaction,
      `with updates as (
         insert into policy_updates (session_id, version, telemetry)
         select $1::uuid, version, telemetry from json_to_recordset($2) as u (version integer, telemetry jsonb)
       ), told as (
         update trials t set told_version = told.version
         from unnest($3::uuid[], $4::int[]) as told (id, version) where t.id = told.id
       ), thinned as (
         delete from checkpoints where session_id = $1 and version > $5 and version < $6
       ), checkpoint as (
         insert into checkpoints (session_id, version, proposed, snapshot) values ($1, $6, $7, $8)
         on conflict (session_id, version) do update set
           proposed = excluded.proposed, snapshot = excluded.snapshot, created_at = now()
       )
       update search_sessions set policy_version = $6, proposed = $7, told_succeeded = told_succeeded + $9,
         told_failed = told_failed + $10, told_infeasible = told_infeasible + $11, told_early_stopped = told_early_stopped + $12,
         told_cached = told_cached + $13, told_device_seconds = told_device_seconds + $14,
         told_best = greatest(told_best, $15)
       where id = $1`,
      [
        sessionId,
        JSON.stringify(updates),
        told.map(({ id }) => id),
        told.map(({ version }) => version),
        kept,
        policyVersion,
        proposed,
        Buffer.from(snapshot),
        totals.succeeded,
        totals.failed,
        totals.infeasible,
        totals.earlyStopped,
        totals.cached,
        totals.deviceSeconds,
        totals.best,
      ],
    );
  }
}

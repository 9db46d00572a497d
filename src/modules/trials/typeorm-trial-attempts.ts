import { Injectable } from '@nestjs/common';
import { rowsOf, type Transaction } from '../../platform/database/index.js';
import type { FailureKind } from '../../training/index.js';
import type { ClaimedTrial, TrialEnding } from './trial-lease.js';

/** Attempts that gave no result, and what follows them. */
@Injectable()
export class TrialAttemptRepository {
  /** How many attempts at a trial have ended so, those that were handed back not counted. */
  async count(transaction: Transaction, trialId: string, failure: FailureKind): Promise<number> {
    const [row] = await rowsOf<{ count: number }>(
      transaction,
      'select count(*)::int as count from trial_attempts where trial_id = $1 and failure = $2 and not handed_back',
      [trialId, failure],
    );
    return row?.count ?? 0;
  }

  /**
   * Puts a trial back for its next attempt, after a pause, and keeps what the present one came to. False when the lease
   * is no longer held.
   */
  async again(
    transaction: Transaction,
    trial: ClaimedTrial,
    failure: FailureKind,
    { failureMessage, failureLog, deviceSeconds, handedBack }: Omit<TrialEnding, 'state'>,
    pauseSeconds: number,
  ): Promise<boolean> {
    const rows = await rowsOf(
      transaction,
      `with held as (
         select id, attempt, lease_worker from trials
         where id = $1 and lease_token = $2 and state = 'RUNNING' for update
       ), kept as (
         insert into trial_attempts (trial_id, attempt, failure, message, log, worker, device_seconds, handed_back)
         select id, attempt, $3, $4, $5, lease_worker, $6, $8 from held
       ), queued as (
         update trials t set state = 'QUEUED', attempt = t.attempt + 1, epoch = 0,
           retry_at = case when $7 > 0 then clock_timestamp() + make_interval(secs => $7) end,
           lease_worker = null, lease_token = null, lease_expires_at = null
         from held where t.id = held.id returning t.id
       ) select id from queued`,
      [
        trial.id,
        trial.leaseToken,
        failure,
        failureMessage ?? null,
        failureLog ?? null,
        deviceSeconds ?? null,
        pauseSeconds,
        handedBack !== undefined,
      ],
    );
    return rows.length > 0;
  }

  /**
   * Takes back the leases that ran out, by the database's clock. A trial whose session is being cancelled is cancelled,
   * one that has been preempted too often fails, and every other goes back to the queue.
   * @param times that a trial may be preempted, unless its experiment says another number
   */
  async expire(
    transaction: Transaction,
    times: number,
  ): Promise<{ id: string; sessionId: string; state: 'CANCELLED' | 'FAILED' | 'QUEUED' }[]> {
    return rowsOf(
      transaction,
      `with lost as (
         select id, attempt, lease_worker from trials
         where state = 'RUNNING' and lease_expires_at < clock_timestamp() order by id for update skip locked
       ), judged as (
         select lost.id, lost.attempt, lost.lease_worker, e.definition, case
             when s.state = 'CANCELLING' then 'CANCELLED'
             when (select count(*) from trial_attempts a where a.trial_id = lost.id and a.failure = 'PREEMPTED'
                 and not a.handed_back)
               >= coalesce((e.definition -> 'retries' -> 'PREEMPTED' ->> 'times')::int, $1) then 'FAILED'
             else 'QUEUED' end as state
         from lost join trials t on t.id = lost.id join search_sessions s on s.id = t.session_id
         join experiments e on e.id = t.experiment_id
       ), kept as (
         insert into trial_attempts (trial_id, attempt, failure, message, worker)
         select id, attempt, 'PREEMPTED', 'its worker was silent for longer than its lease', lease_worker
         from judged where state = 'QUEUED'
       ), changed as (
         update trials t set state = judged.state,
           failure = case judged.state when 'FAILED' then 'PREEMPTED' end,
           failure_message = case judged.state when 'FAILED'
             then 'its worker was lost in attempt ' || t.attempt || ', and no more are allowed' end,
           reward = case judged.state when 'FAILED'
             then (judged.definition #>> '{objective,failureRewards,PREEMPTED}')::float8 end,
           finished_at = case when judged.state <> 'QUEUED' then clock_timestamp() end,
           attempt = case judged.state when 'QUEUED' then t.attempt + 1 else t.attempt end,
           epoch = 0, lease_worker = null, lease_token = null, lease_expires_at = null
         from judged where judged.id = t.id
         returning t.id, t.session_id, t.state
       ) select id, session_id as "sessionId", state from changed`,
      [times],
    );
  }
}

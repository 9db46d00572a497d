import { Injectable } from '@nestjs/common';
import { rowsOf, type Transaction } from '../../platform/database/index.js';
import { ROW_FORMAT } from '../../platform/version/index.js';
import type { ExperimentDefinition } from '../experiments/index.js';
import type { ClaimedTrial } from './trial-lease.js';
import { EARLIER_EQUAL_UNDER_WAY } from './typeorm-equal-trials.js';

/** Postgres channel that tells workers that trials wait. */
export const TRIALS_CHANNEL = 'archway_trials';

export type EvaluatorKind = ExperimentDefinition['evaluator']['kind'];

/** A trial that waits for a worker. */
export interface WaitingTrial {
  readonly id: string;
  readonly attempt: number;
}

/** What may be claimed comes this many times over: others claim at the same time, and nobody waits for them. */
const SPARE = 4;

/**
 * Of a trial `t` of the experiment `e`: one that failed has a pause before it is tried again, and one that is equal to another
 * has that one's result to wait for.
 */
const WAITS = `t.state = 'QUEUED' and (t.retry_at is null or t.retry_at <= clock_timestamp())
  and not (${EARLIER_EQUAL_UNDER_WAY})`;

/** The row of the worker $1. One that has not registered has no labels. */
const ME = `me as (
  select w.id, coalesce(w.labels, '{}') as labels from (select $1::text as name) as n left join workers w using (name))`;

/** Whether the worker may evaluate trials of the session `s` of the experiment `e`: it is what they ask for, and understands them. */
const SUITS = `s.labels <@ me.labels and s.format <= ${ROW_FORMAT} and e.format <= ${ROW_FORMAT}`;

/**
 * How far in front a trial stands among those of its session, those that run first: 0 for the first, whatever the priority, so that
 * no session waits while another has more than one; then in proportion to the priority.
 */
const TURN = `(row_number() over (partition by s.id order by t.state = 'QUEUED', t.id) - 1)::float8 / s.priority`;

/** Of trials whose turn it is equally the one goes first that has waited longest, where time counts as the priority says. */
const URGENCY = 's.priority * extract(epoch from clock_timestamp() - t.created_at)';

/** How trials come from the table to a worker. */
@Injectable()
export class TrialClaimRepository {
  /**
   * Trials that a worker may begin, those first whose turn it is. Projects share the devices evenly, by what runs of each already;
   * within a project its sessions do in proportion to their priorities. Those of a paused session wait.
   */
  async waiting(
    transaction: Transaction,
    evaluator: EvaluatorKind,
    places: number,
    worker: string,
  ): Promise<WaitingTrial[]> {
    return rowsOf(
      transaction,
      `with ${ME}, open as (
         select t.id, t.attempt, t.state, s.project_id, ${TURN} as turn, ${URGENCY} as urgency
         from me cross join search_sessions s
         join experiments e on e.id = s.experiment_id and e.definition -> 'evaluator' ->> 'kind' = $2
         join trials t on t.session_id = s.id and (t.state = 'RUNNING' or ${WAITS} and ${SUITS})
         where s.state in ('RUNNING', 'STOPPING')
       ), shared as (
         select *, row_number() over (
           partition by project_id order by state = 'QUEUED', turn, urgency desc, id) as share
         from open
       )
       select id, attempt from shared where state = 'QUEUED' order by share, id limit $3`,
      [worker, evaluator, places * SPARE],
    );
  }

  /** Leases up to `places` of these trials, as far as they still wait and nobody else is claiming them. */
  async claim(
    transaction: Transaction,
    waiting: readonly WaitingTrial[],
    places: number,
    worker: string,
    leaseSeconds: number,
  ): Promise<ClaimedTrial[]> {
    if (waiting.length === 0) return [];
    return rowsOf<ClaimedTrial>(
      transaction,
      // Materialized: run a second time within the statement, a limited choice that skips what is locked finds others.
      `with ${ME}, free as materialized (
         select t.id, me.id as worker_id
         from me cross join trials t join unnest($2::uuid[], $3::int[]) with ordinality as w (id, attempt, turn)
           on w.id = t.id and w.attempt = t.attempt
         join experiments e on e.id = t.experiment_id join search_sessions s on s.id = t.session_id
         where ${WAITS} and ${SUITS} order by w.turn limit $4 for update of t skip locked
       ), claimed as (
         update trials t set state = 'RUNNING', worker_id = free.worker_id, device = null, lease_worker = $1, lease_token = nextval('lease_tokens'),
           lease_expires_at = clock_timestamp() + make_interval(secs => $5), epoch = 0,
           started_at = coalesce(t.started_at, clock_timestamp())
         from experiments e, search_sessions s, architectures a, free
         where t.id = free.id and t.state = 'QUEUED' and a.id = t.architecture_id
           and e.id = t.experiment_id and s.id = t.session_id and s.state in ('RUNNING', 'STOPPING')
         returning t.id, t.session_id as "sessionId", t.purpose, t.number, t.attempt, t.tokens, a.hash, t.seed,
           t.lease_token as "leaseToken", e.definition, e.input_shape as "inputShape",
           s.trial_time_limit_seconds as "timeLimitSeconds", s.correlation_id as "correlationId"
       ) select * from claimed`,
      [worker, waiting.map(({ id }) => id), waiting.map(({ attempt }) => attempt), places, leaseSeconds],
    );
  }

  /** Told at commit: workers with a free place look what waits. */
  async tellWorkers(transaction: Transaction): Promise<void> {
    await rowsOf(transaction, `select pg_notify('${TRIALS_CHANNEL}', '')`);
  }
}

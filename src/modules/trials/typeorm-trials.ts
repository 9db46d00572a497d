import { Injectable } from '@nestjs/common';
import { rowsOf, type Transaction } from '../../platform/database/index.js';
import type { EpochReport } from '../../training/index.js';
import type { ToldTrial } from './told-trial.js';
import type { ClaimedTrial, EndedTrial, StandingTrial, TrialEnding } from './trial-lease.js';
import { type TrialPurpose, trialPurposes } from './trial-state.js';
import { TRIALS_CHANNEL } from './typeorm-trial-claims.js';
import { recordResults } from './typeorm-trial-results.js';

/** Postgres channel on which the id of a session to be cancelled is told. */
export const CANCEL_CHANNEL = 'archway_cancel';

/** A trial that a session adds. Whatever has a result already has ended before it began. */
export interface NewTrial {
  readonly id: string;
  readonly architectureId: string;
  readonly number: number;
  readonly purpose: TrialPurpose;
  readonly tokens: readonly number[];
  /** Added to the seed of the experiment. */
  readonly seedOffset: number;
  readonly logProbability: number;
  readonly policyVersion: number;
  readonly repeated: boolean;
  /** The trial whose result is reused. */
  readonly cachedFromId: string | null;
  /** The last one of a result that is reused, else 0. */
  readonly epoch: number;
  readonly ending: TrialEnding | null;
  /** Infinite where it cannot run. */
  readonly latencyMs: number | null;
  /** The update that was told of it already. */
  readonly toldVersion: number | null;
}

/** What the trials of a session have in common. */
export interface TrialOwner {
  readonly sessionId: string;
  readonly experimentId: string;
  readonly seed: number;
}

/** Of a trial `t` of the architecture `a` what is told of it. */
const TOLD = `t.session_id as "sessionId", t.id, t.number, t.purpose, t.state, t.attempt, a.hash,
  t.validation_accuracy as "validationAccuracy", t.reward, t.failure, t.cached_from_id is not null as cached`;

/** A result that can be used again. */
export interface CachedResult {
  readonly id: string;
  readonly state: 'SUCCEEDED' | 'EARLY_STOPPED';
  readonly epoch: number;
  readonly validationAccuracy: number;
  readonly reward: number;
  readonly failureMessage: string | null;
}

/** The statements on trials. Each change of state is one conditional UPDATE; changing nothing is a normal result. */
@Injectable()
export class TrialRepository {
  /** Workers are told at commit of trials that wait. */
  async insert(transaction: Transaction, owner: TrialOwner, trials: readonly NewTrial[]): Promise<void> {
    if (trials.length === 0) return;
    await rowsOf(
      transaction,
      `with added as (
       insert into trials (id, session_id, experiment_id, seed, architecture_id, number, purpose, state, tokens,
         log_probability, policy_version, repeated, cached_from_id, told_version, epoch, validation_accuracy,
         test_accuracy, reward, latency_ms, failure, failure_message, device_seconds, finished_at)
       select t.id, $1, $2, $3::bigint + t."seedOffset", t."architectureId", t.number, t.purpose, coalesce(t.state, 'QUEUED'), t.tokens,
         t."logProbability", t."policyVersion", t.repeated, t."cachedFromId", t."toldVersion", t.epoch,
         t."validationAccuracy", t."testAccuracy", t.reward, t."latencyMs", t.failure, t."failureMessage", t."deviceSeconds",
         case when t.state is not null then clock_timestamp() end
       from json_to_recordset($4) as t
         (id uuid, "architectureId" uuid, "seedOffset" integer, number integer, purpose text, state text, tokens integer[],
          "logProbability" float8, "policyVersion" integer, repeated boolean, "cachedFromId" uuid,
          "toldVersion" integer, epoch integer, "validationAccuracy" float8, "testAccuracy" float8, reward float8, "latencyMs" float8, failure text,
          "failureMessage" text, "deviceSeconds" float8)
       returning state)
       select pg_notify('${TRIALS_CHANNEL}', '') where exists (select 1 from added where state = 'QUEUED')`,
      [owner.sessionId, owner.experimentId, owner.seed, JSON.stringify(trials.map(rowOf))],
    );
    const ended = trials.filter(({ ending }) => ending !== null);
    await recordResults(
      transaction,
      ended.map(({ id }) => id),
    );
  }

  /**
   * Of each architecture the first result under an equal evaluation. That of a trial which was stopped early is one for its own
   * session alone: what the whole training gives nobody knows.
   */
  async cached(
    transaction: Transaction,
    evaluationHash: string,
    sessionId: string,
    architectureIds: readonly string[],
  ): Promise<Map<string, CachedResult>> {
    const rows = await rowsOf<CachedResult & { architectureId: string }>(
      transaction,
      `select distinct on (architecture_id) architecture_id as "architectureId", id, state, epoch,
         validation_accuracy as "validationAccuracy", reward, failure_message as "failureMessage"
       from (
         select t.* from trials t join experiments e on e.id = t.experiment_id
         where t.architecture_id = any($1) and e.evaluation_hash = $2 and t.state = 'SUCCEEDED'
           and t.purpose = 'SEARCH' and not t.repeated and t.cached_from_id is null
         union all
         select * from trials where session_id = $3 and architecture_id = any($1) and state = 'EARLY_STOPPED'
           and purpose = 'SEARCH' and not repeated
       ) as results order by architecture_id, state = 'SUCCEEDED' desc, id`,
      [architectureIds, evaluationHash, sessionId],
    );
    return new Map(rows.map(({ architectureId, ...result }) => [architectureId, result]));
  }

  /** Which of these architectures the session has had a trial of. */
  async knownIn(
    transaction: Transaction,
    sessionId: string,
    architectureIds: readonly string[],
  ): Promise<Set<string>> {
    const rows = await rowsOf<{ id: string }>(
      transaction,
      `select distinct architecture_id as id from trials
       where session_id = $1 and architecture_id = any($2) and not repeated
         and state not in ('FAILED', 'CANCELLED')`,
      [sessionId, architectureIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Prolongs the lease. False when it is no longer held. */
  async renew(transaction: Transaction, trial: ClaimedTrial, leaseSeconds: number): Promise<boolean> {
    const rows = await rowsOf(
      transaction,
      `update trials set lease_expires_at = clock_timestamp() + make_interval(secs => $3)
       where id = $1 and lease_token = $2 and state = 'RUNNING' returning id`,
      [trial.id, trial.leaseToken, leaseSeconds],
    );
    return rows.length > 0;
  }

  /** Whether the session of a running trial wants it killed. */
  async isCancelling(transaction: Transaction, sessionId: string): Promise<boolean> {
    const rows = await rowsOf(
      transaction,
      `select 1 from search_sessions where id = $1 and state = 'CANCELLING'`,
      [sessionId],
    );
    return rows.length > 0;
  }

  /** Of these sessions those of which nothing is under way, or which take each result as it comes. */
  async dueSessions(transaction: Transaction, sessionIds: readonly string[]): Promise<string[]> {
    const rows = await rowsOf<{ id: string }>(
      transaction,
      `select s.id from search_sessions s where s.id = any($1) and (s.mode = 'ASYNCHRONOUS' or not exists (
         select 1 from trials t where t.session_id = s.id and t.state in ('QUEUED', 'RUNNING')))`,
      [sessionIds],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Stores what epochs measured that are later than the last one of which the attempt has measurements; that one is returned, null
   * when the lease is not held. So nothing is stored twice where the answer to a commit was lost.
   */
  async recordEpochs(
    transaction: Transaction,
    trial: ClaimedTrial,
    reports: readonly EpochReport[],
  ): Promise<number | null> {
    const points = reports.flatMap(({ epoch, ...metrics }) =>
      Object.entries(metrics).map(([metric, value]) => ({ epoch, metric, value })),
    );
    const [row] = await rowsOf<{ epoch: number }>(
      transaction,
      `with held as (
         select id, attempt, epoch from trials where id = $1 and lease_token = $2 and state = 'RUNNING' for update
       ), stored as (
         insert into measurements (trial_id, attempt, step, metric, value)
         select held.id, held.attempt, m.step, m.metric, m.value
         from held, unnest($3::int[], $4::text[], $5::float8[]) as m (step, metric, value) where m.step > held.epoch
       ), moved as (
         update trials t set epoch = $6 from held where t.id = held.id and $6 > held.epoch
       ) select epoch from held`,
      [
        trial.id,
        trial.leaseToken,
        points.map(({ epoch }) => epoch),
        points.map(({ metric }) => metric),
        points.map(({ value }) => value),
        Math.max(...reports.map(({ epoch }) => epoch)),
      ],
    );
    return row?.epoch ?? null;
  }

  /** Ends trials. Returns those whose lease was held: of the others the state that stands is not touched. */
  async end(transaction: Transaction, ended: readonly EndedTrial[]): Promise<ToldTrial[]> {
    const held = await rowsOf<ToldTrial>(
      transaction,
      `update trials t set state = e.state, validation_accuracy = e."validationAccuracy",
         test_accuracy = e."testAccuracy", reward = e.reward, failure = e.failure,
         failure_message = e."failureMessage", failure_log = e."failureLog", device_seconds = e."deviceSeconds", device = e.device,
         finished_at = clock_timestamp(), lease_worker = null, lease_token = null, lease_expires_at = null
       from json_to_recordset($1) as e
         (id uuid, "leaseToken" bigint, state text, "validationAccuracy" float8, "testAccuracy" float8, reward float8,
          failure text, "failureMessage" text, "failureLog" text, "deviceSeconds" float8, device text), architectures a
       where t.id = e.id and t.lease_token = e."leaseToken" and t.state = 'RUNNING' and a.id = t.architecture_id
       returning ${TOLD}`,
      [
        JSON.stringify(
          ended.map(({ trial: { id, leaseToken }, ending: { onnx: _, ...ending } }) => ({
            id,
            leaseToken,
            ...ending,
          })),
        ),
      ],
    );
    await recordResults(
      transaction,
      held.map(({ id }) => id),
    );
    return held;
  }

  /** Where a trial stands; null when there is none. */
  async standing(transaction: Transaction, id: string): Promise<StandingTrial | null> {
    const [row] = await rowsOf<StandingTrial>(
      transaction,
      'select state, attempt, lease_worker as worker from trials where id = $1',
      [id],
    );
    return row ?? null;
  }

  /** Cancels what of a session no worker has begun. */
  async cancelQueued(
    transaction: Transaction,
    sessionId: string,
    purposes: readonly TrialPurpose[] = trialPurposes,
  ): Promise<string[]> {
    const rows = await rowsOf<{ id: string }>(
      transaction,
      `update trials set state = 'CANCELLED', finished_at = clock_timestamp()
       where session_id = $1 and state = 'QUEUED' and purpose = any($2) returning id`,
      [sessionId, purposes],
    );
    return rows.map(({ id }) => id);
  }

  /** Told at commit: the workers that hold trials of the session look at their leases at once. */
  async tellWorkersToCancel(transaction: Transaction, sessionId: string): Promise<void> {
    await rowsOf(transaction, 'select pg_notify($1, $2)', [CANCEL_CHANNEL, sessionId]);
  }

  async told(transaction: Transaction, ids: readonly string[]): Promise<ToldTrial[]> {
    if (ids.length === 0) return [];
    return rowsOf<ToldTrial>(
      transaction,
      `select ${TOLD} from trials t join architectures a on a.id = t.architecture_id where t.id = any($1)`,
      [ids],
    );
  }
}

/** JSON has no infinity; Postgres reads it from text. */
const rowOf = ({ ending, latencyMs, ...trial }: NewTrial) => ({
  ...trial,
  ...ending,
  latencyMs: latencyMs === null ? null : String(latencyMs),
});

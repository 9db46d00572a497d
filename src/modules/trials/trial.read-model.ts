import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf, type Transaction } from '../../platform/database/index.js';
import type { FailureKind } from '../../training/index.js';
import type { TrialPurpose, TrialState } from './trial-state.js';

/** A trial with its architecture, as every screen shows it. */
export interface TrialView {
  readonly id: string;
  readonly sessionId: string;
  readonly experimentId: string;
  readonly number: number;
  readonly purpose: TrialPurpose;
  readonly state: TrialState;
  readonly attempt: number;
  readonly epoch: number;
  readonly policyVersion: number;
  readonly logProbability: number;
  readonly repeated: boolean;
  readonly cachedFromId: string | null;
  readonly workerId: string | null;
  readonly device: string | null;
  readonly validationAccuracy: number | null;
  readonly testAccuracy: number | null;
  readonly reward: number | null;
  readonly latencyMs: number | null;
  readonly failure: FailureKind | null;
  readonly failureMessage: string | null;
  readonly failureLog: string | null;
  readonly deviceSeconds: number | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly architecture: {
    readonly id: string;
    readonly hash: string;
    readonly tokens: number[];
    readonly description: Record<string, unknown>;
    readonly parameters: number | null;
    readonly flops: number | null;
  };
}

/** Where in the list of an architecture's trials to go on, and for how many. */
export interface ArchitectureTrialsPlace {
  readonly architectureId: string;
  readonly limit: number;
  readonly after: string | undefined;
}

export interface MeasurementView {
  readonly step: number;
  readonly metric: string;
  readonly value: number;
}

/** The columns of a TrialView; `trials` is aliased t and `architectures` a. */
const TRIAL_VIEW = `
  t.id, t.session_id as "sessionId", t.experiment_id as "experimentId", t.number, t.purpose, t.state,
  t.attempt, t.epoch, t.policy_version as "policyVersion", t.log_probability as "logProbability",
  t.repeated, t.cached_from_id as "cachedFromId", t.worker_id as "workerId", t.device,
  t.validation_accuracy as "validationAccuracy",
  t.test_accuracy as "testAccuracy", t.reward, nullif(t.latency_ms, 'Infinity') as "latencyMs", t.failure, t.failure_message as "failureMessage",
  t.failure_log as "failureLog", t.device_seconds as "deviceSeconds", t.created_at as "createdAt",
  t.started_at as "startedAt", t.finished_at as "finishedAt",
  jsonb_build_object('id', a.id, 'hash', a.hash, 'tokens', a.tokens, 'description', a.description,
    'parameters', a.parameters, 'flops', a.flops) as architecture`;

const FROM = 'from trials t join architectures a on a.id = t.architecture_id';

@Injectable()
export class TrialReadModel {
  constructor(private readonly database: Database) {}

  async find(projectId: ProjectId, id: string): Promise<TrialView | null> {
    const [view] = await rowsOf<TrialView>(
      this.database.session,
      `select ${TRIAL_VIEW} ${FROM} where a.project_id = $1 and t.id = $2`,
      [projectId, id],
    );
    return view ?? null;
  }

  /** In the order of proposal, after the trial with number `after`. */
  async ofSession(
    projectId: ProjectId,
    sessionId: string,
    limit: number,
    after: number,
  ): Promise<TrialView[]> {
    return rowsOf<TrialView>(
      this.database.session,
      `select ${TRIAL_VIEW} ${FROM}
       where a.project_id = $1 and t.session_id = $2 and t.number > $3 order by t.number limit $4`,
      [projectId, sessionId, after, limit],
    );
  }

  /** For each place the trials of its architecture, in the order of proposal. UUIDv7 ids sort by time of creation. */
  async ofArchitectures(
    projectId: ProjectId,
    places: readonly ArchitectureTrialsPlace[],
  ): Promise<TrialView[][]> {
    const rows = await rowsOf<TrialView & { place: number }>(
      this.database.session,
      `select wanted.place::int as place, ${TRIAL_VIEW}
       from unnest($2::uuid[], $3::uuid[], $4::int[]) with ordinality as wanted (architecture_id, after, size, place)
       join architectures a on a.id = wanted.architecture_id and a.project_id = $1
       cross join lateral (
         select * from trials where architecture_id = a.id
           and id > coalesce(wanted.after, '00000000-0000-0000-0000-000000000000')
         order by id limit wanted.size) as t
       order by wanted.place, t.id`,
      [
        projectId,
        places.map(({ architectureId }) => architectureId),
        places.map(({ after }) => after ?? null),
        places.map(({ limit }) => limit),
      ],
    );
    const lists: TrialView[][] = places.map(() => []);
    for (const { place, ...view } of rows) lists[place - 1]?.push(view);
    return lists;
  }

  async findAll(projectId: ProjectId, ids: readonly string[]): Promise<TrialView[]> {
    return rowsOf<TrialView>(
      this.database.session,
      `select ${TRIAL_VIEW} ${FROM} where a.project_id = $1 and t.id = any($2)`,
      [projectId, ids],
    );
  }

  /** What workers hold now, by worker, as far as it is the project's. */
  async heldBy(projectId: ProjectId, workerIds: readonly string[]): Promise<TrialView[]> {
    return rowsOf<TrialView>(
      this.database.session,
      `select ${TRIAL_VIEW} ${FROM}
       where a.project_id = $1 and t.state = 'RUNNING' and t.worker_id = any($2) order by t.id`,
      [projectId, workerIds],
    );
  }

  /** The architectures of a session with the greatest rewards, each by its first trial; of equal ones the one proposed first. */
  async best(
    transaction: Transaction,
    projectId: ProjectId,
    sessionId: string,
    limit: number,
  ): Promise<TrialView[]> {
    return rowsOf<TrialView>(
      transaction,
      `select ${TRIAL_VIEW} ${FROM}
       where a.project_id = $1 and t.session_id = $2 and t.state = 'SUCCEEDED' and t.purpose = 'SEARCH'
         and not t.repeated
       order by t.reward desc, t.number limit $3`,
      [projectId, sessionId, limit],
    );
  }

  /** The finalists of sessions, a trial a seed. They are never told to a strategy, as the index of what is untold knows. */
  async finals(projectId: ProjectId, sessionIds: readonly string[]): Promise<TrialView[]> {
    return rowsOf<TrialView>(
      this.database.session,
      `select ${TRIAL_VIEW} ${FROM}
       where a.project_id = $1 and t.session_id = any($2) and t.told_version is null and t.purpose = 'FINAL'
       order by t.session_id, t.number`,
      [projectId, sessionIds],
    );
  }

  /** Of each session the first of its leaderboard. */
  async bests(projectId: ProjectId, sessionIds: readonly string[]): Promise<TrialView[]> {
    return rowsOf<TrialView>(
      this.database.session,
      `select distinct on (t.session_id) ${TRIAL_VIEW} ${FROM}
       where a.project_id = $1 and t.session_id = any($2) and t.state = 'SUCCEEDED' and t.purpose = 'SEARCH'
         and not t.repeated
       order by t.session_id, t.reward desc, t.id`,
      [projectId, sessionIds],
    );
  }

  /** Of the attempts that stand, by trial, in the order of steps. */
  async measurements(
    projectId: ProjectId,
    trialIds: readonly string[],
  ): Promise<Map<string, MeasurementView[]>> {
    const rows = await rowsOf<MeasurementView & { trialId: string }>(
      this.database.session,
      `select m.trial_id as "trialId", m.step, m.metric, m.value
       from measurements m join trials t on t.id = m.trial_id and t.attempt = m.attempt
       join architectures a on a.id = t.architecture_id
       where a.project_id = $1 and m.trial_id = any($2) order by m.trial_id, m.step, m.metric`,
      [projectId, trialIds],
    );
    const byTrial = new Map<string, MeasurementView[]>(trialIds.map((id) => [id, []]));
    for (const { trialId, step, metric, value } of rows) byTrial.get(trialId)?.push({ step, metric, value });
    return byTrial;
  }
}

import { Injectable } from '@nestjs/common';
import type { UpdateTelemetry } from '../../nas/strategies/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf } from '../../platform/database/index.js';

/** How many SEARCH trials of a session are in which state: how much of its budget is spent. */
export interface TrialCounts {
  readonly queued: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly infeasible: number;
  readonly earlyStopped: number;
  readonly cancelled: number;
  /** Those whose result was reused. */
  readonly cached: number;
  /** For which its trials held a device, finalists included. */
  readonly deviceSeconds: number;
}

/** Where in the history of a session to go on: after the update with this version. */
export interface UpdatesPlace {
  readonly sessionId: string;
  readonly after: number;
}

export interface PolicyUpdateView {
  readonly version: number;
  readonly telemetry: UpdateTelemetry;
  readonly createdAt: Date;
}

/** The sessions $2 as far as they are of the project $1. */
const OF_PROJECT = '(select id from search_sessions where project_id = $1 and id = any($2))';

@Injectable()
export class SessionReadModel {
  constructor(private readonly database: Database) {}

  /** What is told is counted already; only what is open has to be. */
  async trialCounts(projectId: ProjectId, sessionIds: readonly string[]): Promise<Map<string, TrialCounts>> {
    const rows = await rowsOf<TrialCounts & { sessionId: string }>(
      this.database.session,
      `select s.id as "sessionId", open.queued, open.running, open.cancelled,
         s.told_succeeded + open.succeeded as succeeded, s.told_failed + open.failed as failed,
         s.told_infeasible + open.infeasible as infeasible,
         s.told_early_stopped + open.early_stopped as "earlyStopped",
         s.told_cached + open.cached as cached, s.told_device_seconds + open.device_seconds as "deviceSeconds"
       from search_sessions s cross join lateral (
         select count(*) filter (where purpose = 'SEARCH' and state = 'QUEUED')::int as queued,
           count(*) filter (where purpose = 'SEARCH' and state = 'RUNNING')::int as running,
           count(*) filter (where purpose = 'SEARCH' and state = 'SUCCEEDED')::int as succeeded,
           count(*) filter (where purpose = 'SEARCH' and state = 'FAILED')::int as failed,
           count(*) filter (where purpose = 'SEARCH' and state = 'INFEASIBLE')::int as infeasible,
           count(*) filter (where purpose = 'SEARCH' and state = 'EARLY_STOPPED')::int as early_stopped,
           count(*) filter (where purpose = 'SEARCH' and state = 'CANCELLED')::int as cancelled,
           count(cached_from_id)::int as cached, coalesce(sum(device_seconds), 0) as device_seconds
         from trials where session_id = s.id and told_version is null) as open
       where s.project_id = $1 and s.id = any($2)`,
      [projectId, sessionIds],
    );
    return new Map(rows.map(({ sessionId, ...counts }) => [sessionId, counts]));
  }

  /** Validation accuracies of all the architectures that each strategy proposed, in the order of proposal. */
  async accuracies(projectId: ProjectId, sessionIds: readonly string[]): Promise<Map<string, number[]>> {
    const rows = await rowsOf<{ sessionId: string; accuracies: number[] }>(
      this.database.session,
      `select session_id as "sessionId", array_agg(validation_accuracy order by number) as accuracies
       from trials where session_id in ${OF_PROJECT} and purpose = 'SEARCH' and state = 'SUCCEEDED'
       group by session_id`,
      [projectId, sessionIds],
    );
    return new Map(rows.map(({ sessionId, accuracies }) => [sessionId, accuracies]));
  }

  /** For each place up to `limit` updates, in their order. */
  async policyUpdates(
    projectId: ProjectId,
    places: readonly UpdatesPlace[],
    limit: number,
  ): Promise<PolicyUpdateView[][]> {
    const rows = await rowsOf<PolicyUpdateView & { place: number }>(
      this.database.session,
      `select wanted.place::int as place, found.version, found.telemetry, found.created_at as "createdAt"
       from unnest($2::uuid[], $3::int[]) with ordinality as wanted (session_id, after, place)
       join search_sessions s on s.id = wanted.session_id and s.project_id = $1
       cross join lateral (
         select version, telemetry, created_at from policy_updates u
         where u.session_id = wanted.session_id and u.version > wanted.after
         order by version limit $4) as found
       order by wanted.place, found.version`,
      [projectId, places.map(({ sessionId }) => sessionId), places.map(({ after }) => after), limit],
    );
    const views: PolicyUpdateView[][] = places.map(() => []);
    for (const { place, ...view } of rows) views[place - 1]?.push(view);
    return views;
  }
}

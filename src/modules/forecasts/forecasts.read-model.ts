import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf } from '../../platform/database/index.js';
import type { MeasuredTraining } from './training-cost.js';

/** A training of the project, and what it ran on. */
export interface ProjectTraining extends MeasuredTraining {
  /** Model of the device, else its name. */
  readonly device: string;
  readonly dataVersion: string;
}

/** How far a session has come, and what its last trials cost. */
export interface SessionPace {
  readonly sessionId: string;
  readonly ended: number;
  readonly deviceSeconds: number;
  readonly elapsedSeconds: number;
  /** Device-seconds of the last SEARCH trials that ended, those from the cache included. */
  readonly recent: number[];
}

const SESSIONS = 50;
const TRIALS_OF_EACH = 40;
const RECENT_TRIALS = 50;

@Injectable()
export class ForecastsReadModel {
  constructor(private readonly database: Database) {}

  /**
   * The last trainings of the project's last sessions that were done in one go: one that went on from where another had left it says
   * nothing of the whole.
   */
  async trainings(projectId: ProjectId): Promise<ProjectTraining[]> {
    return rowsOf<ProjectTraining>(
      this.database.session,
      `select t.device_seconds as "deviceSeconds", coalesce(d.model, t.device) as device, v.version as "dataVersion",
         a.flops::float8 * e.train_examples * (e.definition
           -> case t.purpose when 'FINAL' then 'finalRecipe' else 'recipe' end ->> 'epochs')::float8 as work
       from (
         select s.id, s.experiment_id from search_sessions s
         join experiments x on x.id = s.experiment_id and x.train_examples is not null
         where s.project_id = $1 order by s.id desc limit ${SESSIONS}) as s
       join experiments e on e.id = s.experiment_id join data_sets v on v.id = e.data_set_id
       cross join lateral (
         select * from trials where session_id = s.id and state = 'SUCCEEDED' and cached_from_id is null
           and attempt = 1 and device_seconds > 0 and device is not null
         order by number desc limit ${TRIALS_OF_EACH}) as t
       join architectures a on a.id = t.architecture_id and a.flops > 0
       left join workers w on w.id = t.worker_id
       left join lateral (
         select x.model from jsonb_to_recordset(w.devices) as x (name text, model text) where x.name = t.device
       ) as d on true`,
      [projectId],
    );
  }

  async paces(projectId: ProjectId, sessionIds: readonly string[]): Promise<SessionPace[]> {
    return rowsOf<SessionPace>(
      this.database.session,
      `select s.id as "sessionId",
         s.told_succeeded + s.told_failed + s.told_infeasible + s.told_early_stopped + open.ended as ended,
         s.told_device_seconds + open.seconds as "deviceSeconds",
         coalesce(extract(epoch from clock_timestamp() - s.started_at), 0)::float8 as "elapsedSeconds",
         array(
           select coalesce(device_seconds, 0) from trials where session_id = s.id and purpose = 'SEARCH'
             and state in ('SUCCEEDED', 'EARLY_STOPPED', 'FAILED', 'INFEASIBLE')
           order by number desc limit ${RECENT_TRIALS}) as recent
       from search_sessions s cross join lateral (
         select count(*) filter (where purpose = 'SEARCH'
             and state in ('SUCCEEDED', 'EARLY_STOPPED', 'FAILED', 'INFEASIBLE'))::int as ended,
           coalesce(sum(device_seconds), 0) as seconds
         from trials where session_id = s.id and told_version is null) as open
       where s.project_id = $1 and s.id = any($2)`,
      [projectId, sessionIds],
    );
  }
}

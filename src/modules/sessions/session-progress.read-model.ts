import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database } from '../../platform/database/index.js';
import { PROGRESS_STEP } from '../trials/index.js';

/** Trials up to which a curve is read trial by trial. */
const SHORT = 5_000;

/** Where a session had come to. */
export interface ProgressPoint {
  /** Number of the last SEARCH trial that it counts. */
  readonly trials: number;
  /** For which those trials held devices. */
  readonly deviceSeconds: number;
  /** Best validation accuracy among them. */
  readonly best: number | null;
}

export interface ProgressRequest {
  readonly sessionId: string;
  /** How many points at most. */
  readonly points: number;
}

/** The trials between two points of a curve, added up. */
interface Stretch {
  readonly place: number;
  /** Trials from a point to the next. */
  readonly stride: number;
  /** Number of the last one that has ended. */
  readonly trials: number;
  readonly seconds: number;
  readonly best: number | null;
}

const BY_TRIAL = `
  select number, coalesce(device_seconds, 0) as seconds,
    case when state = 'SUCCEEDED' then validation_accuracy end as accuracy
  from trials where session_id = wanted.id and wanted.proposed <= ${SHORT} and purpose = 'SEARCH'
    and state not in ('QUEUED', 'RUNNING')`;

const BY_STEP = `
  select least((step + 1) * ${PROGRESS_STEP}, wanted.proposed) as number, device_seconds as seconds, best as accuracy
  from session_progress where session_id = wanted.id and wanted.proposed > ${SHORT}`;

@Injectable()
export class SessionProgressReadModel {
  constructor(private readonly database: Database) {}

  /**
   * The curve of each request, in the order of proposal. Every point is exact, but of sessions of more than 5,000 trials there
   * is one a hundred trials at most.
   */
  async curves(projectId: ProjectId, requests: readonly ProgressRequest[]): Promise<ProgressPoint[][]> {
    const stretches = await this.database.read<Stretch>(
      `with wanted as (
         select r.place::integer as place, s.id, s.proposed, greatest(1, case when s.proposed <= ${SHORT}
             then ceil(s.proposed::float8 / r.points)
             else ceil(s.proposed::float8 / ${PROGRESS_STEP} / r.points) * ${PROGRESS_STEP} end)::integer as stride
         from unnest($2::uuid[], $3::integer[]) with ordinality as r (session_id, points, place)
         join search_sessions s on s.id = r.session_id and s.project_id = $1)
       select wanted.place, wanted.stride, stretch.* from wanted cross join lateral (
         select max(number) as trials, sum(seconds) as seconds, max(accuracy) as best
         from (${BY_TRIAL} union all ${BY_STEP}) as ended group by (number - 1) / wanted.stride) as stretch
       order by wanted.place, stretch.trials`,
      [projectId, requests.map(({ sessionId }) => sessionId), requests.map(({ points }) => points)],
    );
    return requests.map((_, index) => curveOf(stretches.filter(({ place }) => place === index + 1)));
  }
}

/** A point is the last row of a stretch that is whole, or the last of all, with everything before it. */
function curveOf(stretches: readonly Stretch[]): ProgressPoint[] {
  let deviceSeconds = 0;
  let best: number | null = null;
  return stretches.flatMap(({ trials, stride, seconds, best: found }, index) => {
    deviceSeconds += seconds;
    if (found !== null) best = Math.max(best ?? found, found);
    const isPoint = trials % stride === 0 || index === stretches.length - 1;
    return isPoint ? [{ trials, deviceSeconds, best }] : [];
  });
}

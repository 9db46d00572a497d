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

/** What lies between two points is added up first: a point is the last row of `stride` trials, with all before them. */
const curve = (rows: string): string => `
  select trials, "deviceSeconds", best from (
    select max(number) as trials, sum(sum(seconds)) over past as "deviceSeconds", max(max(accuracy)) over past as best,
      lead(1) over past is null as last
    from (${rows}) as ended group by (number - 1) / wanted.stride
    window past as (order by (number - 1) / wanted.stride)) as sums
  where last or trials % wanted.stride = 0`;

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
    const rows = await this.database.read<ProgressPoint & { place: number }>(
      `with wanted as (
         select r.place::integer as place, s.id, s.proposed, greatest(1, case when s.proposed <= ${SHORT}
             then ceil(s.proposed::float8 / r.points)
             else ceil(s.proposed::float8 / ${PROGRESS_STEP} / r.points) * ${PROGRESS_STEP} end)::integer as stride
         from unnest($2::uuid[], $3::integer[]) with ordinality as r (session_id, points, place)
         join search_sessions s on s.id = r.session_id and s.project_id = $1)
       select wanted.place, point.trials, point."deviceSeconds", point.best
       from wanted cross join lateral (${curve(BY_TRIAL)} union all ${curve(BY_STEP)}) as point
       order by wanted.place, point.trials`,
      [projectId, requests.map(({ sessionId }) => sessionId), requests.map(({ points }) => points)],
    );
    const curves: ProgressPoint[][] = requests.map(() => []);
    for (const { place, ...point } of rows) curves[place - 1]?.push(point);
    return curves;
  }
}

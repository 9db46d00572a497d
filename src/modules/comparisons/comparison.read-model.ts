import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf } from '../../platform/database/index.js';
import type { RunAtBudget, SharedBudget } from './comparison.js';

/** Sums of seconds are added up in different orders. */
const ROUNDING = 1 + 1e-9;

@Injectable()
export class ComparisonReadModel {
  constructor(private readonly database: Database) {}

  /** By session, exactly: trials in the order of proposal, those that have not ended left out. */
  async atBudget(
    projectId: ProjectId,
    sessionIds: readonly string[],
    { trials, deviceSeconds }: SharedBudget,
  ): Promise<Map<string, RunAtBudget>> {
    const rows = await rowsOf<RunAtBudget & { sessionId: string }>(
      this.database.session,
      `select s.id as "sessionId", max(ended.accuracy) filter (where ended.number <= $3) as "bestAtTrials",
         max(ended.accuracy) filter (where ended.spent <= $4) as "bestAtDeviceSeconds",
         coalesce(array_agg(ended.accuracy order by ended.number)
           filter (where ended.number <= $3 and ended.accuracy is not null), '{}') as proposals
       from search_sessions s cross join lateral (
         select number, case when state = 'SUCCEEDED' then validation_accuracy end as accuracy,
           sum(coalesce(device_seconds, 0)) over (order by number) as spent
         from trials where session_id = s.id and purpose = 'SEARCH' and state not in ('QUEUED', 'RUNNING')) as ended
       where s.project_id = $1 and s.id = any($2) group by s.id`,
      [projectId, sessionIds, trials, deviceSeconds * ROUNDING],
    );
    return new Map(rows.map(({ sessionId, ...row }) => [sessionId, row]));
  }
}

import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { rowsOf, type Transaction } from '../../platform/database/index.js';
import type { ProjectUsage } from './project-usage.js';

const MONTH_BEGAN = `date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'`;

@Injectable()
export class ProjectUsageReadModel {
  async of(transaction: Transaction, projectId: ProjectId): Promise<ProjectUsage> {
    const [usage] = await rowsOf<ProjectUsage>(
      transaction,
      `select
         count(*) filter (where s.control_of_id is null and s.finished_at is null)::int as "runningSessions",
         coalesce(sum(used.seconds), 0)::float8 as "deviceSecondsThisMonth"
       from search_sessions s
       cross join lateral (
         select sum(t.device_seconds) as seconds from trials t
         where t.session_id = s.id and t.finished_at >= ${MONTH_BEGAN}) as used
       where s.project_id = $1 and (s.finished_at is null or s.finished_at >= ${MONTH_BEGAN})`,
      [projectId],
    );
    if (!usage) throw new Error('an aggregate returned no row');
    return usage;
  }
}

import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database } from '../../platform/database/index.js';
import { PROGRESS_STEP } from '../trials/index.js';
import type { RunAtBudget, SharedBudget } from './comparison.js';

/** Sums of seconds are added up in different orders. */
const ROUNDING = 1 + 1e-9;

/** The ended SEARCH trials of session `s` whose numbers are in the step `step`. */
const trialsOfStep = (step: string): string => `
  select number, case when state = 'SUCCEEDED' then validation_accuracy end as accuracy,
    sum(coalesce(device_seconds, 0)) over (order by number) as spent
  from trials where session_id = s.id and purpose = 'SEARCH' and state not in ('QUEUED', 'RUNNING')
    and number > (${step}) * ${PROGRESS_STEP} and number <= (${step} + 1) * ${PROGRESS_STEP}`;

@Injectable()
export class ComparisonReadModel {
  constructor(private readonly database: Database) {}

  /**
   * By session, exactly: trials in the order of proposal, those that have not ended left out. Whole steps of its progress are read as
   * they are kept, and trial by trial only those that a budget ends in.
   */
  async atBudget(
    projectId: ProjectId,
    sessionIds: readonly string[],
    { trials, deviceSeconds }: SharedBudget,
  ): Promise<Map<string, RunAtBudget>> {
    const rows = await this.database.read<RunAtBudget & { sessionId: string }>(
      `select s.id as "sessionId", greatest(whole.by_trials, by_trials.best) as "bestAtTrials",
         greatest(whole.by_seconds, by_seconds.best) as "bestAtDeviceSeconds"
       from search_sessions s cross join lateral (
         select max(best) filter (where step < $3::integer / ${PROGRESS_STEP}) as by_trials,
           max(best) filter (where spent <= $4::float8) as by_seconds,
           min(step) filter (where spent > $4) as last_step,
           coalesce(max(spent) filter (where spent <= $4), 0) as spent
         from (select step, best, sum(device_seconds) over (order by step) as spent
               from session_progress where session_id = s.id) as steps) as whole
       cross join lateral (
         select max(accuracy) as best from (${trialsOfStep(`$3::integer / ${PROGRESS_STEP}`)}) as ended
         where number <= $3) as by_trials
       cross join lateral (
         select max(accuracy) as best from (${trialsOfStep('whole.last_step')}) as ended
         where whole.spent + ended.spent <= $4) as by_seconds
       where s.project_id = $1 and s.id = any($2::uuid[])`,
      [projectId, sessionIds, trials, deviceSeconds * ROUNDING],
    );
    return new Map(rows.map(({ sessionId, ...row }) => [sessionId, row]));
  }

  /** By session the accuracies of its results within so many trials, in the order of proposal. */
  async proposals(
    projectId: ProjectId,
    sessionIds: readonly string[],
    trials: number,
  ): Promise<Map<string, readonly number[]>> {
    const rows = await this.database.read<{ sessionId: string; accuracies: number[] }>(
      `select s.id as "sessionId", array_agg(t.validation_accuracy order by t.number) as accuracies
       from search_sessions s join trials t on t.session_id = s.id
       where s.project_id = $1 and s.id = any($2::uuid[]) and t.purpose = 'SEARCH' and t.state = 'SUCCEEDED'
         and t.number <= $3 and t.validation_accuracy is not null
       group by s.id`,
      [projectId, sessionIds, trials],
    );
    return new Map(rows.map(({ sessionId, accuracies }) => [sessionId, accuracies]));
  }
}

import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf } from '../../platform/database/index.js';
import type { TrialAttemptModel } from './trial-attempt.model.js';

@Injectable()
export class TrialAttemptsReadModel {
  constructor(private readonly database: Database) {}

  /** Those that were followed by another one, by trial, in their order. */
  async ofTrials(
    projectId: ProjectId,
    trialIds: readonly string[],
  ): Promise<Map<string, TrialAttemptModel[]>> {
    const rows = await rowsOf<TrialAttemptModel & { trialId: string }>(
      this.database.session,
      `select x.trial_id as "trialId", x.attempt, x.failure, x.message, x.log, x.worker,
         x.device_seconds as "deviceSeconds", x.handed_back as "handedBack", x.ended_at as "endedAt"
       from trial_attempts x join trials t on t.id = x.trial_id join architectures a on a.id = t.architecture_id
       where a.project_id = $1 and x.trial_id = any($2) order by x.trial_id, x.attempt`,
      [projectId, trialIds],
    );
    const byTrial = new Map<string, TrialAttemptModel[]>(trialIds.map((id) => [id, []]));
    for (const { trialId, ...attempt } of rows) byTrial.get(trialId)?.push(attempt);
    return byTrial;
  }
}

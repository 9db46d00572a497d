import { Injectable } from '@nestjs/common';
import type { UpdateTelemetry } from '../../nas/strategies/index.js';
import { Database, rowsOf } from '../../platform/database/index.js';
import type { TrialState } from '../trials/index.js';
import type { CheckpointEntity } from './checkpoint.entity.js';

/** A trial as the log of a session has it. */
export interface LoggedTrial {
  readonly number: number;
  readonly tokens: readonly number[];
  readonly logProbability: number;
  readonly policyVersion: number;
  readonly toldVersion: number | null;
  readonly state: TrialState;
  readonly reward: number | null;
  readonly failure: string | null;
}

export type LoggedCheckpoint = Pick<CheckpointEntity, 'version' | 'proposed' | 'snapshot'>;

/** What a session wrote down of its strategy, version by version. */
@Injectable()
export class ReplayReadModel {
  constructor(private readonly database: Database) {}

  /** Without their snapshots, in order. */
  async checkpointVersions(sessionId: string): Promise<number[]> {
    const rows = await rowsOf<{ version: number }>(
      this.database.session,
      'select version from checkpoints where session_id = $1 order by version',
      [sessionId],
    );
    return rows.map(({ version }) => version);
  }

  async checkpoint(sessionId: string, version: number): Promise<LoggedCheckpoint | null> {
    const [row] = await rowsOf<LoggedCheckpoint>(
      this.database.session,
      'select version, proposed, snapshot from checkpoints where session_id = $1 and version = $2',
      [sessionId, version],
    );
    return row ?? null;
  }

  /** SEARCH trials in the order of proposal, after the one with number `after`. */
  async trials(sessionId: string, after: number, limit: number): Promise<LoggedTrial[]> {
    return rowsOf<LoggedTrial>(
      this.database.session,
      `select number, tokens, log_probability as "logProbability", policy_version as "policyVersion",
         told_version as "toldVersion", state, reward, failure
       from trials where session_id = $1 and purpose = 'SEARCH' and number > $2 order by number limit $3`,
      [sessionId, after, limit],
    );
  }

  async telemetry(sessionId: string, version: number): Promise<UpdateTelemetry | null> {
    const [row] = await rowsOf<{ telemetry: UpdateTelemetry }>(
      this.database.session,
      'select telemetry from policy_updates where session_id = $1 and version = $2',
      [sessionId, version],
    );
    return row?.telemetry ?? null;
  }
}

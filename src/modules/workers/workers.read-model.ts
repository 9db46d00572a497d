import { Injectable } from '@nestjs/common';
import { Database, rowsOf } from '../../platform/database/index.js';
import type { WorkerDevice } from './worker-devices.js';
import type { WorkerState } from './worker-state.js';

/** A worker as it stands now. */
export interface WorkerView {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly processId: number;
  readonly version: string;
  readonly labels: string[];
  readonly devices: WorkerDevice[];
  readonly state: WorkerState;
  /** Trials that it holds, of whatever project. */
  readonly busy: number;
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
}

export type ActiveWorker = Pick<WorkerView, 'labels' | 'devices'>;

const STATE = `case when w.expires_at < clock_timestamp() then 'GONE' else w.state end`;

const WORKER_VIEW = `
  w.id, w.name, w.host, w.process_id as "processId", w.version, w.labels, w.devices, ${STATE} as state,
  (select count(*)::int from trials t where t.state = 'RUNNING' and t.worker_id = w.id) as busy,
  w.started_at as "startedAt", w.heartbeat_at as "heartbeatAt"`;

/** Workers belong to no project: whoever may read sees them all, and nothing of what they hold but how much it is. */
@Injectable()
export class WorkersReadModel {
  constructor(private readonly database: Database) {}

  /** Newest first, starting after the worker `after`. */
  async newest(limit: number, after: string | undefined, withGone: boolean): Promise<WorkerView[]> {
    return rowsOf<WorkerView>(
      this.database.session,
      `select ${WORKER_VIEW} from workers w
       where ($1::uuid is null or w.id < $1) and ($2 or ${STATE} <> 'GONE') order by w.id desc limit $3`,
      [after ?? null, withGone, limit],
    );
  }

  /** Those that take trials, with what they train on. */
  async active(): Promise<ActiveWorker[]> {
    return rowsOf<ActiveWorker>(
      this.database.session,
      `select w.labels, w.devices from workers w where ${STATE} = 'ACTIVE'`,
    );
  }

  async findAll(ids: readonly string[]): Promise<WorkerView[]> {
    return rowsOf<WorkerView>(
      this.database.session,
      `select ${WORKER_VIEW} from workers w where w.id = any($1)`,
      [ids],
    );
  }
}

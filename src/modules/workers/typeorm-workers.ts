import { Injectable } from '@nestjs/common';
import { Database, rowsOf } from '../../platform/database/index.js';
import type { WorkerEntity } from './worker.entity.js';
import type { WorkerState } from './worker-state.js';

/** What a worker says of itself. */
export type WorkerSelf = Omit<WorkerEntity, 'state' | 'startedAt' | 'heartbeatAt' | 'expiresAt'>;

@Injectable()
export class WorkerRepository {
  constructor(private readonly database: Database) {}

  /** Registers a worker, or says that it is still there and in which state. Silence for `leaseSeconds` makes it count as gone. */
  async beat(worker: WorkerSelf, state: WorkerState, leaseSeconds: number): Promise<void> {
    await rowsOf(
      this.database.session,
      `insert into workers as w (id, name, host, process_id, version, format, labels, devices, state, heartbeat_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp(), clock_timestamp() + make_interval(secs => $10))
       on conflict (id) do update set
         state = excluded.state, heartbeat_at = excluded.heartbeat_at, expires_at = excluded.expires_at`,
      [
        worker.id,
        worker.name,
        worker.host,
        worker.processId,
        worker.version,
        worker.format,
        worker.labels,
        JSON.stringify(worker.devices),
        state,
        leaseSeconds,
      ],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { UpdateTelemetry } from '../../nas/strategies/index.js';
import { Database, rowsOf, type Transaction } from '../../platform/database/index.js';
import { CheckpointEntity } from './checkpoint.entity.js';
import { SearchSessionEntity } from './search-session.entity.js';
import type { SessionState, StopReason } from './session-state.js';

/** One checkpoint in so many is kept for replay; of the others only the newest. */
const KEPT_CHECKPOINT_INTERVAL = 100;

export interface SessionChange {
  readonly state: SessionState;
  readonly stopReason?: StopReason;
  readonly error?: string;
}

export type NewSession = Omit<
  SearchSessionEntity,
  'createdAt' | 'startedAt' | 'finishedAt' | 'state' | 'stopReason' | 'error'
>;

@Injectable()
export class SessionRepository {
  constructor(private readonly database: Database) {}

  /** False when a session with the same client mutation id stands already. */
  async insert(transaction: Transaction, session: NewSession): Promise<boolean> {
    const { raw } = await transaction
      .createQueryBuilder()
      .insert()
      .into(SearchSessionEntity)
      .values({ ...session, options: session.options as object, state: 'QUEUED' })
      .orIgnore()
      .execute();
    return raw.length > 0;
  }

  async find(id: string): Promise<SearchSessionEntity | null> {
    return this.database.session.getRepository(SearchSessionEntity).findOneBy({ id });
  }

  async findByClientMutationId(clientMutationId: string): Promise<SearchSessionEntity | null> {
    return this.database.session.getRepository(SearchSessionEntity).findOneBy({ clientMutationId });
  }

  async findControlOf(id: string): Promise<SearchSessionEntity | null> {
    return this.database.session.getRepository(SearchSessionEntity).findOneBy({ controlOfId: id });
  }

  async controlsOf(ids: readonly string[]): Promise<SearchSessionEntity[]> {
    return this.database.session.getRepository(SearchSessionEntity).findBy({ controlOfId: In([...ids]) });
  }

  /** Newest first, starting after the session `after`. */
  async ofExperiment(
    experimentId: string,
    limit: number,
    after: string | undefined,
  ): Promise<SearchSessionEntity[]> {
    const query = this.database.session
      .getRepository(SearchSessionEntity)
      .createQueryBuilder('session')
      .where('session.experiment_id = :experimentId', { experimentId })
      .orderBy('session.id', 'DESC')
      .limit(limit);
    if (after !== undefined) query.andWhere('session.id < :after', { after });
    return query.getMany();
  }

  /** Locks the session's row until the transaction ends: a session is advanced by one worker at a time. */
  async lock(transaction: Transaction, id: string): Promise<SearchSessionEntity | null> {
    return transaction
      .getRepository(SearchSessionEntity)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async change(transaction: Transaction, id: string, change: SessionChange): Promise<void> {
    await rowsOf(
      transaction,
      `update search_sessions set state = $2, stop_reason = coalesce($3, stop_reason), error = coalesce($4, error),
         started_at = case when $2 = 'RUNNING' then coalesce(started_at, clock_timestamp()) else started_at end,
         finished_at = case when $2 in ('SUCCEEDED', 'FAILED', 'CANCELLED') then clock_timestamp() end
       where id = $1`,
      [id, change.state, change.stopReason ?? null, change.error ?? null],
    );
  }

  async latestCheckpoint(transaction: Transaction, sessionId: string): Promise<CheckpointEntity | null> {
    return transaction
      .getRepository(CheckpointEntity)
      .findOne({ where: { sessionId }, order: { version: 'DESC' } });
  }

  async saveCheckpoint(
    transaction: Transaction,
    sessionId: string,
    version: number,
    snapshot: Uint8Array,
  ): Promise<void> {
    await rowsOf(
      transaction,
      `insert into checkpoints (session_id, version, snapshot) values ($1, $2, $3)
       on conflict (session_id, version) do update set snapshot = excluded.snapshot, created_at = now()`,
      [sessionId, version, Buffer.from(snapshot)],
    );
    await rowsOf(
      transaction,
      'delete from checkpoints where session_id = $1 and version < $2 and version % $3 <> 0',
      [sessionId, version, KEPT_CHECKPOINT_INTERVAL],
    );
  }

  async saveUpdate(
    transaction: Transaction,
    sessionId: string,
    version: number,
    telemetry: UpdateTelemetry,
  ): Promise<void> {
    await rowsOf(
      transaction,
      'insert into policy_updates (session_id, version, telemetry) values ($1, $2, $3)',
      [sessionId, version, JSON.stringify(telemetry)],
    );
  }

  /** Running sessions whose limits have to be watched between batches too. */
  async limited(limit: number): Promise<SearchSessionEntity[]> {
    return this.database.session
      .getRepository(SearchSessionEntity)
      .createQueryBuilder('session')
      .where(`session.state = 'RUNNING' and session.stop_reason is null`)
      .andWhere(
        'coalesce(session.max_duration_seconds, session.max_device_seconds, session.goal) is not null',
      )
      .orderBy('session.id')
      .limit(limit)
      .getMany();
  }

  /**
   * Sessions that a worker should look at: not finished, and with no trial in progress. One that is being
   * cancelled does not wait for trials that no worker has begun.
   */
  async due(limit: number): Promise<{ id: string; version: number }[]> {
    return rowsOf(
      this.database.session,
      `select s.id, coalesce((select max(version) from checkpoints c where c.session_id = s.id), 0) as version
       from search_sessions s
       where s.state in ('QUEUED', 'RUNNING', 'STOPPING', 'CANCELLING') and not exists (
         select 1 from trials t where t.session_id = s.id
           and (t.state = 'RUNNING' or t.state = 'QUEUED' and s.state <> 'CANCELLING'))
       order by s.id limit $1`,
      [limit],
    );
  }
}

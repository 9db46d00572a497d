import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf, type Transaction } from '../../platform/database/index.js';
import type { changeableFields } from './changeable-fields.js';
import { CheckpointEntity } from './checkpoint.entity.js';
import { SearchSessionEntity } from './search-session.entity.js';
import type { SessionState, StopReason } from './session-state.js';

export interface SessionChange {
  readonly state: SessionState;
  readonly stopReason?: StopReason;
  readonly error?: string;
}

/** What a session may use. */
export type SessionAlteration = {
  readonly [Field in keyof typeof changeableFields | 'maxFailedTrials']?:
    | SearchSessionEntity[Field]
    | null
    | undefined;
};

/** What a session counts of itself; it begins at nothing. */
type Counter = 'policyVersion' | 'proposed' | Extract<keyof SearchSessionEntity, `told${string}`>;

export type NewSession = Omit<
  SearchSessionEntity,
  'createdAt' | 'startedAt' | 'finishedAt' | 'state' | 'stopReason' | 'error' | Counter
>;

@Injectable()
export class SessionRepository {
  /** Of a whole row, under the names of the entity. */
  private readonly columns: string;

  constructor(private readonly database: Database) {
    const { columns } = database.session.dataSource.getMetadata(SearchSessionEntity);
    this.columns = columns
      .map(({ databaseName, propertyName }) => `${databaseName} as "${propertyName}"`)
      .join(', ');
  }

  async insert(transaction: Transaction, session: NewSession): Promise<void> {
    await transaction
      .createQueryBuilder()
      .insert()
      .into(SearchSessionEntity)
      .values({ ...session, options: session.options as object, state: 'QUEUED' })
      .execute();
  }

  async find(projectId: ProjectId, id: string): Promise<SearchSessionEntity | null> {
    const [session] = await this.database.read<SearchSessionEntity>(
      `select ${this.columns} from search_sessions where id = $1 and project_id = $2`,
      [id, projectId],
    );
    return session ?? null;
  }

  async findAll(projectId: ProjectId, ids: readonly string[]): Promise<SearchSessionEntity[]> {
    return this.database.session.getRepository(SearchSessionEntity).findBy({ projectId, id: In([...ids]) });
  }

  /** For whoever holds the database; whatever answers a client names its project. */
  async findOfAnyProject(id: string): Promise<SearchSessionEntity | null> {
    return this.database.session.getRepository(SearchSessionEntity).findOneBy({ id });
  }

  async findControlOf(projectId: ProjectId, id: string): Promise<SearchSessionEntity | null> {
    const rows = this.database.session.getRepository(SearchSessionEntity);
    return rows.findOneBy({ projectId, controlOfId: id });
  }

  async controlsOf(projectId: ProjectId, ids: readonly string[]): Promise<SearchSessionEntity[]> {
    const rows = this.database.session.getRepository(SearchSessionEntity);
    return rows.findBy({ projectId, controlOfId: In([...ids]) });
  }

  /**
   * Locks the session's row until the transaction ends: a session is advanced by one worker at a time. Not against rows that refer to
   * it: results are written while a turn is under way.
   */
  async lock(transaction: Transaction, id: string): Promise<SearchSessionEntity | null> {
    return transaction
      .getRepository(SearchSessionEntity)
      .findOne({ where: { id }, lock: { mode: 'for_no_key_update' } });
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

  /** What is absent stays as it is. */
  async alter(transaction: Transaction, id: string, changes: SessionAlteration): Promise<void> {
    await rowsOf(
      transaction,
      `update search_sessions set max_trials = coalesce($2, max_trials),
         max_duration_seconds = coalesce($3, max_duration_seconds), max_device_seconds = coalesce($4, max_device_seconds),
         labels = coalesce($5, labels), priority = coalesce($6, priority), max_failed_trials = coalesce($7, max_failed_trials)
       where id = $1`,
      [
        id,
        changes.maxTrials ?? null,
        changes.maxDurationSeconds ?? null,
        changes.maxDeviceSeconds ?? null,
        changes.labels ?? null,
        changes.priority ?? null,
        changes.maxFailedTrials ?? null,
      ],
    );
  }

  async latestCheckpoint(transaction: Transaction, sessionId: string): Promise<CheckpointEntity | null> {
    return transaction
      .getRepository(CheckpointEntity)
      .findOne({ where: { sessionId }, order: { version: 'DESC' } });
  }

  /** Since the first proposal, by the database's clock; 0 where nothing depends on it. */
  async elapsedSeconds(
    transaction: Transaction,
    { id, maxDurationSeconds }: Pick<SearchSessionEntity, 'id' | 'maxDurationSeconds'>,
  ): Promise<number> {
    if (maxDurationSeconds === null) return 0;
    const [row] = await rowsOf<{ seconds: number | null }>(
      transaction,
      `select extract(epoch from clock_timestamp() - started_at)::float8 as seconds
       from search_sessions where id = $1`,
      [id],
    );
    return row?.seconds ?? 0;
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
   * Sessions that a worker should look at: not finished, and with no trial in progress, or asynchronous with a result that
   * is not told. One that is being cancelled does not wait for trials that no worker has begun.
   */
  async due(limit: number): Promise<{ id: string; version: number }[]> {
    return rowsOf(
      this.database.session,
      `select s.id, s.policy_version as version
       from search_sessions s
       where s.state in ('QUEUED', 'RUNNING', 'STOPPING', 'CANCELLING') and (not exists (
         select 1 from trials t where t.session_id = s.id
           and (t.state = 'RUNNING' or t.state = 'QUEUED' and s.state <> 'CANCELLING'))
         or s.mode = 'ASYNCHRONOUS' and exists (
         select 1 from trials t where t.session_id = s.id and t.told_version is null and t.purpose = 'SEARCH'
           and t.state in ('SUCCEEDED', 'EARLY_STOPPED', 'FAILED', 'INFEASIBLE')))
       order by s.id limit $1`,
      [limit],
    );
  }
}

import { Injectable } from '@nestjs/common';
import type { ProjectId, Scope } from '../../platform/access/index.js';
import { Database, rowsOf, type Transaction } from '../../platform/database/index.js';
import { ApiKeyEntity } from './api-key.entity.js';

/** A key as its project sees it, without any digest. */
export type ApiKeyView = Omit<ApiKeyEntity, 'secretHash' | 'previousHash'>;

export type NewApiKey = Pick<
  ApiKeyEntity,
  'id' | 'projectId' | 'name' | 'scopes' | 'prefix' | 'secretHash' | 'expiresAt'
>;

/** What a secret opens. */
export interface KeyInUse {
  readonly id: string;
  readonly projectId: ProjectId;
  readonly scopes: readonly Scope[];
  /** Whether its last use has to be written down again. */
  readonly stale: boolean;
}

const VIEW = `
  id, project_id as "projectId", name, scopes, prefix, previous_expires_at as "previousExpiresAt",
  expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt", created_at as "createdAt"`;

const VALID = 'revoked_at is null and (expires_at is null or expires_at > clock_timestamp())';

/** Postgres channel on which is told that a key was revoked. */
export const KEYS_CHANNEL = 'archway_keys';

/** Any number; the same for every process that may make the first key. */
const FIRST_KEY_LOCK = 4_718_220_932;

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  async insert(key: NewApiKey, transaction: Transaction = this.database.session): Promise<void> {
    await transaction.createQueryBuilder().insert().into(ApiKeyEntity).values(key).execute();
  }

  /** False, and nothing is stored, when there is a key already. Processes that start together take turns. */
  async insertFirst(key: NewApiKey): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      await rowsOf(transaction, 'select pg_advisory_xact_lock($1)', [FIRST_KEY_LOCK]);
      if (await this.exist(transaction)) return false;
      await this.insert(key, transaction);
      return true;
    });
  }

  /** The key that each of these digests is of, as long as it opens anything, in their order. */
  async findInUse(hashes: readonly Buffer[]): Promise<(KeyInUse | null)[]> {
    const keys = await this.database.read<KeyInUse & { readonly place: number }>(
      `select asked.place::integer as place, id, project_id as "projectId", scopes,
         last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute' as stale
       from unnest($1::bytea[]) with ordinality as asked (hash, place) join api_keys on ${VALID}
         and (secret_hash = asked.hash or previous_hash = asked.hash and previous_expires_at > clock_timestamp())`,
      [hashes],
    );
    return hashes.map((_, index) => keys.find(({ place }) => place === index + 1) ?? null);
  }

  /** Writes down that a key was used, unless another process has within the minute. */
  async touch(id: string): Promise<void> {
    await rowsOf(
      this.database.session,
      `update api_keys set last_used_at = clock_timestamp()
       where id = $1 and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')`,
      [id],
    );
  }

  /** Whether there has ever been a key: from then on nobody comes in without one. */
  async exist(transaction?: Transaction): Promise<boolean> {
    const statement = 'select 1 from api_keys limit 1';
    const rows = await (transaction ? rowsOf(transaction, statement) : this.database.read(statement));
    return rows.length > 0;
  }

  async isValid(id: string): Promise<boolean> {
    const rows = await rowsOf(this.database.session, `select 1 from api_keys where id = $1 and ${VALID}`, [
      id,
    ]);
    return rows.length > 0;
  }

  /** Newest first, after the key `after`. */
  async ofProject(projectId: ProjectId, limit: number, after: string | undefined): Promise<ApiKeyView[]> {
    return rowsOf<ApiKeyView>(
      this.database.session,
      `select ${VIEW} from api_keys where project_id = $1 and ($3::uuid is null or id < $3)
       order by id desc limit $2`,
      [projectId, limit, after ?? null],
    );
  }

  async find(projectId: ProjectId, id: string): Promise<ApiKeyView | null> {
    const [key] = await rowsOf<ApiKeyView>(
      this.database.session,
      `select ${VIEW} from api_keys where project_id = $1 and id = $2`,
      [projectId, id],
    );
    return key ?? null;
  }

  /** Gives a key a new secret; the one before stays valid for a while. False when there is no such valid key. */
  async rotate(
    transaction: Transaction,
    projectId: ProjectId,
    id: string,
    secret: { readonly hash: Buffer; readonly prefix: string },
    overlapSeconds: number,
  ): Promise<boolean> {
    const rows = await rowsOf(
      transaction,
      `update api_keys set secret_hash = $3, prefix = $4, previous_hash = secret_hash,
         previous_expires_at = clock_timestamp() + make_interval(secs => $5)
       where project_id = $1 and id = $2 and ${VALID} returning id`,
      [projectId, id, secret.hash, secret.prefix, overlapSeconds],
    );
    return rows.length > 0;
  }

  async revoke(transaction: Transaction, projectId: ProjectId, id: string): Promise<void> {
    await rowsOf(
      transaction,
      `with revoked as (
         update api_keys set revoked_at = coalesce(revoked_at, clock_timestamp())
         where project_id = $1 and id = $2 returning id
       )
       select pg_notify('${KEYS_CHANNEL}', '') from revoked`,
      [projectId, id],
    );
  }
}

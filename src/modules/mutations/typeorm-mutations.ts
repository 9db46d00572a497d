import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf, type Transaction } from '../../platform/database/index.js';
import { MutationEntity } from './mutation.entity.js';

export type NewMutation = Omit<MutationEntity, 'answer' | 'createdAt'>;

export type EarlierMutation = Pick<MutationEntity, 'subjectId' | 'fingerprint'>;

/** A mutation as the audit log shows it. */
export interface MutationView {
  readonly id: string;
  readonly name: string;
  readonly subjectId: string;
  readonly keyId: string | null;
  readonly keyName: string | null;
  readonly keyPrefix: string | null;
  readonly correlationId: string | null;
  readonly createdAt: Date;
}

@Injectable()
export class MutationRepository {
  constructor(private readonly database: Database) {}

  /** False when the same client mutation id stands already; one that is in progress elsewhere is waited for. */
  async insert(transaction: Transaction, mutation: NewMutation): Promise<boolean> {
    const query = transaction.createQueryBuilder().insert().into(MutationEntity).values(mutation);
    const { raw } = await query.orIgnore().execute();
    return raw.length > 0;
  }

  async findEarlier(
    transaction: Transaction,
    { projectId, name, clientMutationId }: NewMutation,
  ): Promise<EarlierMutation | null> {
    return transaction
      .getRepository(MutationEntity)
      .findOneBy({ projectId, name, clientMutationId: clientMutationId ?? '' });
  }

  /** Keeps the first answer to a mutation, and returns it to all that come after. */
  async keepAnswer<T>(projectId: ProjectId, name: string, clientMutationId: string, answer: T): Promise<T> {
    const [row] = await rowsOf<{ answer: T }>(
      this.database.session,
      `update mutations set answer = coalesce(answer, $4)
       where project_id = $1 and name = $2 and client_mutation_id = $3 returning answer`,
      [projectId, name, clientMutationId, JSON.stringify(answer)],
    );
    return row?.answer ?? answer;
  }

  /** Removes up to `limit` of those that are older, the oldest first; returns how many. */
  async forgetOlderThan(days: number, limit: number): Promise<number> {
    const rows = await rowsOf(
      this.database.session,
      `delete from mutations where id in (
         select id from mutations where created_at < now() - make_interval(days => $1)
         order by created_at limit $2 for update skip locked) returning id`,
      [days, limit],
    );
    return rows.length;
  }

  /** Newest first, after the mutation `after`. */
  async ofProject(projectId: ProjectId, limit: number, after: string | undefined): Promise<MutationView[]> {
    return rowsOf<MutationView>(
      this.database.session,
      `select m.id, m.name, m.subject_id as "subjectId", m.key_id as "keyId", k.name as "keyName",
         k.prefix as "keyPrefix", m.correlation_id as "correlationId", m.created_at as "createdAt"
       from mutations m left join api_keys k on k.id = m.key_id
       where m.project_id = $1 and ($3::uuid is null or m.id < $3) order by m.id desc limit $2`,
      [projectId, limit, after ?? null],
    );
  }
}

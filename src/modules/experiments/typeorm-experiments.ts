import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf, type Transaction } from '../../platform/database/index.js';
import { ExperimentEntity } from './experiment.entity.js';

export type NewExperiment = Omit<ExperimentEntity, 'createdAt' | 'archivedAt'>;

export const archivedChoices = ['EXCLUDED', 'INCLUDED', 'ONLY'] as const;

/** Which experiments a list has. */
export interface ExperimentFilter {
  readonly archived: (typeof archivedChoices)[number];
  /** Part of the name, in whatever case. */
  readonly name: string | undefined;
  readonly dataSetId: string | undefined;
  /** The first of the revisions that are wanted. */
  readonly firstRevisionId: string | undefined;
}

@Injectable()
export class ExperimentRepository {
  constructor(private readonly database: Database) {}

  private get rows() {
    return this.database.session.getRepository(ExperimentEntity);
  }

  async insert(transaction: Transaction, experiment: NewExperiment): Promise<void> {
    await transaction.createQueryBuilder().insert().into(ExperimentEntity).values(experiment).execute();
  }

  async find(projectId: ProjectId, id: string): Promise<ExperimentEntity | null> {
    return this.rows.findOneBy({ id, projectId });
  }

  async findAll(projectId: ProjectId, ids: readonly string[]): Promise<ExperimentEntity[]> {
    return this.rows.findBy({ id: In([...ids]), projectId });
  }

  /** Newest first, starting after the experiment `after`. UUIDv7 ids sort by time of creation. */
  async newest(
    projectId: ProjectId,
    { archived, name, dataSetId, firstRevisionId }: ExperimentFilter,
    limit: number,
    after: string | undefined,
  ): Promise<ExperimentEntity[]> {
    const query = this.rows
      .createQueryBuilder('experiment')
      .where('experiment.project_id = :projectId', { projectId })
      .orderBy('experiment.id', 'DESC')
      .limit(limit);
    if (archived !== 'INCLUDED')
      query.andWhere(`experiment.archived_at is ${archived === 'ONLY' ? 'not ' : ''}null`);
    if (name !== undefined) query.andWhere('strpos(lower(experiment.name), lower(:name)) > 0', { name });
    if (dataSetId !== undefined) query.andWhere('experiment.data_set_id = :dataSetId', { dataSetId });
    if (firstRevisionId !== undefined)
      query.andWhere(':firstRevisionId in (experiment.id, experiment.first_revision_id)', {
        firstRevisionId,
      });
    if (after !== undefined) query.andWhere('experiment.id < :after', { after });
    return query.getMany();
  }

  /**
   * The newest revision. Whoever else would change the revisions waits until the transaction has ended: they queue at the
   * first one.
   */
  async lockNewestRevision(
    transaction: Transaction,
    projectId: ProjectId,
    firstId: string,
  ): Promise<ExperimentEntity | null> {
    await rowsOf(transaction, 'select 1 from experiments where id = $1 and project_id = $2 for update', [
      firstId,
      projectId,
    ]);
    const rows = transaction.getRepository(ExperimentEntity);
    return rows.findOne({
      where: [
        { projectId, id: firstId },
        { projectId, firstRevisionId: firstId },
      ],
      order: { revision: 'DESC' },
    });
  }

  /** All revisions; those that are so already keep their time. */
  async setArchived(
    transaction: Transaction,
    projectId: ProjectId,
    firstId: string,
    archived: boolean,
  ): Promise<void> {
    await rowsOf(
      transaction,
      `update experiments set archived_at = case when $3 then coalesce(archived_at, now()) end
       where project_id = $1 and (id = $2 or first_revision_id = $2)`,
      [projectId, firstId, archived],
    );
  }

  /** Whoever would change that waits until the transaction has ended. */
  async isArchived(transaction: Transaction, id: string): Promise<boolean> {
    const [row] = await rowsOf<{ archived: boolean }>(
      transaction,
      'select archived_at is not null as archived from experiments where id = $1 for share',
      [id],
    );
    return row?.archived ?? false;
  }
}

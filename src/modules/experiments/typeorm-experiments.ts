import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { ExperimentEntity } from './experiment.entity.js';

export type NewExperiment = Omit<ExperimentEntity, 'createdAt'>;

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
  async newest(projectId: ProjectId, limit: number, after: string | undefined): Promise<ExperimentEntity[]> {
    const query = this.rows
      .createQueryBuilder('experiment')
      .where('experiment.project_id = :projectId', { projectId })
      .orderBy('experiment.id', 'DESC')
      .limit(limit);
    if (after !== undefined) query.andWhere('experiment.id < :after', { after });
    return query.getMany();
  }
}

import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../../platform/database/index.js';
import { ExperimentEntity } from './experiment.entity.js';

@Injectable()
export class ExperimentRepository {
  constructor(private readonly database: Database) {}

  private get rows() {
    return this.database.session.getRepository(ExperimentEntity);
  }

  /** Inserts unless an experiment with the same client mutation id stands already, and returns the one that stands. */
  async insert(experiment: Omit<ExperimentEntity, 'createdAt'>): Promise<ExperimentEntity> {
    const inserted = await this.rows.createQueryBuilder().insert().values(experiment).orIgnore().execute();
    const wasNew = inserted.raw.length > 0;
    const { id, clientMutationId } = experiment;
    return this.rows.findOneByOrFail(wasNew || clientMutationId === null ? { id } : { clientMutationId });
  }

  async find(id: string): Promise<ExperimentEntity | null> {
    return this.rows.findOneBy({ id });
  }

  async findAll(ids: readonly string[]): Promise<ExperimentEntity[]> {
    return this.rows.findBy({ id: In([...ids]) });
  }

  /** Newest first, starting after the experiment `after`. UUIDv7 ids sort by time of creation. */
  async newest(limit: number, after: string | undefined): Promise<ExperimentEntity[]> {
    const query = this.rows.createQueryBuilder('experiment').orderBy('experiment.id', 'DESC').limit(limit);
    if (after !== undefined) query.where('experiment.id < :after', { after });
    return query.getMany();
  }
}

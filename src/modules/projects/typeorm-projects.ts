import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { ProjectEntity } from './project.entity.js';

export type Quotas = Pick<ProjectEntity, 'maxRunningSessions' | 'maxDeviceHoursPerMonth'>;

@Injectable()
export class ProjectRepository {
  constructor(private readonly database: Database) {}

  private get rows() {
    return this.database.session.getRepository(ProjectEntity);
  }

  /** False when a project of that name stands already. */
  async insert(project: Pick<ProjectEntity, 'id' | 'name'> & Quotas): Promise<boolean> {
    const { raw } = await this.rows.createQueryBuilder().insert().values(project).orIgnore().execute();
    return raw.length > 0;
  }

  async find(id: ProjectId): Promise<ProjectEntity | null> {
    return this.rows.findOneBy({ id });
  }

  async findByName(name: string): Promise<ProjectEntity | null> {
    return this.rows.findOneBy({ name });
  }

  async all(): Promise<ProjectEntity[]> {
    return this.rows.find({ order: { name: 'ASC' } });
  }

  async setQuotas(id: ProjectId, quotas: Quotas): Promise<void> {
    await this.rows.update({ id }, quotas);
  }

  /** What the project may use. Who starts something takes turns with others of the project until the transaction ends. */
  async lockQuotas(transaction: Transaction, id: ProjectId): Promise<Quotas> {
    return transaction
      .getRepository(ProjectEntity)
      .findOneOrFail({ where: { id }, lock: { mode: 'for_no_key_update' } });
  }
}

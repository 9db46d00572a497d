import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';
import { Database } from '../../platform/database/index.js';
import { newId } from '../../platform/ids/index.js';
import { DataSetEntity } from './data-set.entity.js';

@Injectable()
export class DataSetRepository {
  constructor(private readonly database: Database) {}

  private get rows() {
    return this.database.session.getRepository(DataSetEntity);
  }

  /** The row of this version, which is written when it is new to the project. */
  async intern(projectId: ProjectId, name: string, version: string): Promise<DataSetEntity> {
    const values = { id: newId(), projectId, name, version };
    await this.rows.createQueryBuilder().insert().values(values).orIgnore().execute();
    return this.rows.findOneByOrFail({ projectId, name, version });
  }

  async findAll(projectId: ProjectId, ids: readonly string[]): Promise<DataSetEntity[]> {
    return this.rows.findBy({ id: In([...ids]), projectId });
  }

  /** Every version that the project has used, the newest first. */
  async versions(projectId: ProjectId, names: readonly string[]): Promise<DataSetEntity[]> {
    return this.rows.find({
      where: { projectId, name: In([...names]) },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
  }
}

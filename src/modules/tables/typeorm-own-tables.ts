import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf, type Transaction } from '../../platform/database/index.js';
import { OwnTableEntity } from './own-table.entity.js';

/** What is known of an uploaded table without its content. */
export type OwnTableView = Omit<OwnTableEntity, 'body'>;

const VIEW = `id, project_id as "projectId", name, version, header, created_at as "createdAt"`;

@Injectable()
export class OwnTableRepository {
  constructor(private readonly database: Database) {}

  /** Nothing is written where the project has this version already. */
  async insert(transaction: Transaction, table: Omit<OwnTableEntity, 'createdAt'>): Promise<void> {
    await transaction.createQueryBuilder().insert().into(OwnTableEntity).values(table).orIgnore().execute();
  }

  /** Of a name the version, or the newest one where none is given. */
  async find(projectId: ProjectId, name: string, version: string | null): Promise<OwnTableView | null> {
    const [view] = await rowsOf<OwnTableView>(
      this.database.session,
      `select ${VIEW} from benchmark_tables
       where project_id = $1 and name = $2 and ($3::text is null or version = $3) order by id desc limit 1`,
      [projectId, name, version],
    );
    return view ?? null;
  }

  async get(projectId: ProjectId, id: string): Promise<OwnTableView | null> {
    const [view] = await rowsOf<OwnTableView>(
      this.database.session,
      `select ${VIEW} from benchmark_tables where project_id = $1 and id = $2`,
      [projectId, id],
    );
    return view ?? null;
  }

  /** Newest first, starting after the table `after`. */
  async newest(projectId: ProjectId, limit: number, after: string | null): Promise<OwnTableView[]> {
    return rowsOf<OwnTableView>(
      this.database.session,
      `select ${VIEW} from benchmark_tables
       where project_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
      [projectId, after, limit],
    );
  }

  /** The content of a version, whichever project has it: the version says what it is. */
  async content(version: string): Promise<Pick<OwnTableEntity, 'header' | 'body'> | null> {
    const [content] = await rowsOf<Pick<OwnTableEntity, 'header' | 'body'>>(
      this.database.session,
      'select header, body from benchmark_tables where version = $1 limit 1',
      [version],
    );
    return content ?? null;
  }
}

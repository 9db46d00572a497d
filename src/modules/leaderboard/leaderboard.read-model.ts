import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database } from '../../platform/database/index.js';
import { type Board, boardTables, Parameters } from './board-sql.js';
import { type PageQuery, pageSql } from './page-sql.js';
import type { StandingView } from './standing-view.js';

/** A standing in an order: `key` and then the id of the trial place it, least first. */
export type PlacedStanding = StandingView & { readonly key: number };

@Injectable()
export class LeaderboardReadModel {
  constructor(private readonly database: Database) {}

  /** In the order of the metric, of equal ones the one that was there first. */
  async page(projectId: ProjectId, query: PageQuery): Promise<PlacedStanding[]> {
    const parameters = new Parameters();
    const text = pageSql(projectId, query, parameters);
    const rows = await this.database.read<PlacedStanding>(text, parameters.values);
    return rows.slice(0, query.limit);
  }

  async exists(projectId: ProjectId, { kind, id }: Board): Promise<boolean> {
    const rows = await this.database.read(
      `select 1 from ${boardTables[kind]} where project_id = $1 and id = $2`,
      [projectId, id],
    );
    return rows.length > 0;
  }
}

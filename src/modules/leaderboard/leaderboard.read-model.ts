import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database } from '../../platform/database/index.js';
import {
  type Board,
  boardSql,
  boardTables,
  classesSql,
  type Limits,
  limitsSql,
  Parameters,
} from './board-sql.js';
import { keySql, type MetricName, metrics } from './metrics.js';
import { STANDING_VIEW, type StandingView } from './standing-view.js';

/** A standing in an order: `key` and then the id of the trial place it, least first. */
export type PlacedStanding = StandingView & { readonly key: number };

export interface Place {
  readonly key: number;
  readonly trialId: string;
}

export interface PageQuery {
  readonly board: Board;
  readonly order: MetricName;
  readonly limits: Limits;
  readonly limit: number;
  readonly after?: Place | undefined;
}

@Injectable()
export class LeaderboardReadModel {
  constructor(private readonly database: Database) {}

  /** In the order of the metric, of equal ones the one that was there first. */
  async page(projectId: ProjectId, query: PageQuery): Promise<PlacedStanding[]> {
    const parameters = new Parameters();
    const text = pageSql(projectId, query, parameters);
    return this.database.read<PlacedStanding>(text, parameters.values);
  }

  async exists(projectId: ProjectId, { kind, id }: Board): Promise<boolean> {
    const rows = await this.database.read(
      `select 1 from ${boardTables[kind]} where project_id = $1 and id = $2`,
      [projectId, id],
    );
    return rows.length > 0;
  }
}

function pageSql(projectId: ProjectId, query: PageQuery, parameters: Parameters): string {
  const metric = metrics[query.order];
  const key = keySql(metric);
  const board = boardSql(query.board, projectId, parameters);
  const limits = limitsSql(query.limits, parameters);
  const limit = parameters.add(query.limit);
  const after = query.after
    ? ` and (${key}, s.trial_id) > (${parameters.add(query.after.key)}, ${parameters.add(query.after.trialId)})`
    : '';
  const best = (where: string) =>
    `select s.*, ${key} as key from standings s
     where s.board_id = ${board.id} and s.${metric.column} is not null${where}${limits.standings}${after}
     order by ${key}, s.trial_id limit ${limit}`;
  // By class where a constraint may leave out all that the order begins with, or there is no index on the order alone.
  const byClass =
    metric.kind === 'quality' && (limits.classes !== '' || query.order !== 'VALIDATION_ACCURACY');
  return `
    with recursive ${board.table}${byClass ? `, ${classesSql(metric, board.id)}` : ''}
    select ${STANDING_VIEW}, s.key from (
      select s.* from board ${byClass ? 'cross join classes ' : ''}
      cross join lateral (${best(byClass ? ' and s.cost_class = classes.class' : '')}) as s
      ${byClass ? `where class is not null${limits.classes}` : ''}
      order by s.key, s.trial_id limit ${limit}) as s
    join architectures a on a.id = s.architecture_id order by s.key, s.trial_id`;
}

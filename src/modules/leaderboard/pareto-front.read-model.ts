import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database } from '../../platform/database/index.js';
import {
  type Board,
  boardSql,
  classesSql,
  knownSql,
  type Limits,
  limitsSql,
  Parameters,
} from './board-sql.js';
import { type CostMetricName, keySql, metrics, type QualityMetricName } from './metrics.js';
import { type ClassTop, promisingClasses } from './promising-classes.js';
import { type StandingDetail, type StandingView, standingViewSql } from './standing-view.js';

export interface FrontQuery {
  readonly board: Board;
  readonly quality: QualityMetricName;
  /** One or two. */
  readonly costs: readonly CostMetricName[];
  readonly limits: Limits;
}

/** Where an architecture lies that may be on the front. */
export interface Candidate {
  readonly architectureId: string;
  readonly quality: number;
  readonly costs: readonly number[];
}

@Injectable()
export class ParetoFrontReadModel {
  constructor(private readonly database: Database) {}

  /** Differs from what it was whenever a standing of the board has changed. Null where the project has no such board. */
  async version(projectId: ProjectId, board: Board): Promise<string | null> {
    const parameters = new Parameters();
    const { table, id } = boardSql(board, projectId, parameters);
    const [row] = await this.database.read<{ version: string }>(
      `with ${table}
       select coalesce((select sum(version) from board_versions where board_id = ${id}), 0)::text as version from board`,
      parameters.values,
    );
    return row?.version ?? null;
  }

  /**
   * Every architecture of the front, and not many others: of each cost class what is better than the best of all classes that
   * cost less in everything. Best first.
   */
  async candidates(projectId: ProjectId, query: FrontQuery): Promise<Candidate[]> {
    const costs = query.costs.map((name) => metrics[name].cost);
    const classes = promisingClasses(costs, await this.tops(projectId, query));
    return classes.length === 0 ? [] : this.better(query, classes);
  }

  /** Best first. */
  async standings(
    projectId: ProjectId,
    board: Board,
    quality: QualityMetricName,
    architectureIds: readonly string[],
    detail: StandingDetail,
  ): Promise<StandingView[]> {
    const parameters = new Parameters();
    const owned = boardSql(board, projectId, parameters);
    const text = `
      with ${owned.table}
      select ${standingViewSql(detail)} from board join standings s on s.board_id = ${owned.id}
      join architectures a on a.id = s.architecture_id
      where s.architecture_id = any(${parameters.add(architectureIds)})
      order by s.${metrics[quality].column} desc, s.trial_id`;
    return this.database.read<StandingView>(text, parameters.values);
  }

  /** The cost classes that may have to do with the front. */
  private tops(projectId: ProjectId, { board, quality, costs, limits }: FrontQuery): Promise<ClassTop[]> {
    const parameters = new Parameters();
    const owned = boardSql(board, projectId, parameters);
    const limitsText = limitsSql(limits, parameters);
    const known = costs.map((name) => knownSql(metrics[name].cost)).join('');
    // Of a cost that is known of nothing, every class would have to be searched for it.
    const somewhere = costs
      .map((name) => metrics[name].column)
      .map(
        (column) =>
          ` and exists (select from standings s where s.board_id = ${owned.id} and s.${column} is not null)`,
      )
      .join('');
    return this.database.read<ClassTop>(
      `with recursive ${owned.table}, ${classesSql(metrics[quality], owned.id, limitsText)}
       select class, case when true${limitsText.all}${known} then key end as key
       from board cross join classes where true${limitsText.some}${somewhere}`,
      parameters.values,
    );
  }

  /** Of a board that `tops` has found to be the project's. */
  private better(
    { board, quality, costs, limits }: FrontQuery,
    classes: readonly ClassTop[],
  ): Promise<Candidate[]> {
    const parameters = new Parameters();
    const { column } = metrics[quality];
    const key = keySql(metrics[quality]);
    const id = parameters.add(board.id);
    const bars = [
      parameters.add(classes.map((bar) => bar.class)),
      parameters.add(classes.map((bar) => bar.key)),
    ];
    const known = [column, ...costs.map((name) => metrics[name].column)]
      .map((name) => ` and s.${name} is not null`)
      .join('');
    // "offset 0" has each class looked up by itself: Postgres takes so many for likely that it would read the whole board.
    return this.database.read<Candidate>(
      `select s.architecture_id as "architectureId", s.${column} as quality,
         array[${costs.map((name) => `s.${metrics[name].column}`).join(', ')}] as costs
       from unnest(${bars[0]}::integer[], ${bars[1]}::float8[]) as bars (class, key) cross join lateral (
         select s.* from standings s
         where s.board_id = ${id} and s.cost_class = bars.class and ${key} < coalesce(bars.key, 'infinity')${known}
           ${limitsSql(limits, parameters).standings} offset 0) as s
       order by s.${column} desc, s.trial_id`,
      parameters.values,
    );
  }
}

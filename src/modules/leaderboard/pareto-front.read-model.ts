import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Database } from '../../platform/database/index.js';
import { octaveOfClassSql } from '../trials/index.js';
import { type Board, boardSql, classesSql, type Limits, limitsSql, Parameters } from './board-sql.js';
import { type Metric, type MetricName, metrics } from './metrics.js';
import { STANDING_VIEW, type StandingView } from './standing-view.js';

export interface FrontQuery {
  readonly board: Board;
  readonly quality: MetricName;
  /** One or two. */
  readonly costs: readonly MetricName[];
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

  /**
   * Every architecture of the front, and not many others: of each cost class what is better than the best of all classes that
   * cost less in everything. Best first.
   */
  async candidates(projectId: ProjectId, query: FrontQuery): Promise<Candidate[]> {
    const parameters = new Parameters();
    const text = candidatesSql(projectId, query, parameters);
    return this.database.read<Candidate>(text, parameters.values);
  }

  /** Best first. */
  async standings(
    projectId: ProjectId,
    board: Board,
    quality: MetricName,
    architectureIds: readonly string[],
  ): Promise<StandingView[]> {
    const parameters = new Parameters();
    const owned = boardSql(board, projectId, parameters);
    const text = `
      with ${owned.table}
      select ${STANDING_VIEW} from board join standings s on s.board_id = ${owned.id}
      join architectures a on a.id = s.architecture_id
      where s.architecture_id = any(${parameters.add(architectureIds)})
      order by s.${metrics[quality].column} desc, s.trial_id`;
    return this.database.read<StandingView>(text, parameters.values);
  }
}

function candidatesSql(projectId: ProjectId, query: FrontQuery, parameters: Parameters): string {
  const { column } = metrics[query.quality];
  const costs = query.costs.map((name): Metric => metrics[name]);
  const board = boardSql(query.board, projectId, parameters);
  const limits = limitsSql(query.limits, parameters);
  const known = [column, ...costs.map((cost) => cost.column)]
    .map((name) => ` and s.${name} is not null`)
    .join('');
  const cheaper = costs
    .flatMap((metric) => (metric.kind === 'cost' ? [metric.cost] : []))
    .map((cost) => `${octaveOfClassSql(cost, 'cheap.class')} < ${octaveOfClassSql(cost, 'dear.class')}`)
    .join(' and ');
  const ofClass = (table: string) =>
    `from standings s where s.board_id = ${board.id} and s.cost_class = ${table}.class${known}${limits.standings}`;
  return `
    with recursive ${board.table}, ${classesSql(metrics[query.quality], board.id)},
    tops as materialized (
      select class, top.key from classes
      cross join lateral (select -s.${column} as key ${ofClass('classes')} order by -s.${column} limit 1) as top
      where class is not null${limits.classes}),
    bars as materialized (
      select dear.class, (select min(cheap.key) from tops cheap where ${cheaper}) as key, dear.key as top from tops dear)
    select s.architecture_id as "architectureId", s.${column} as quality,
      array[${costs.map((cost) => `s.${cost.column}`).join(', ')}] as costs
    from board cross join bars cross join lateral (
      select s.* ${ofClass('bars')} and -s.${column} < coalesce(bars.key, 'infinity')) as s
    where bars.key is null or bars.top < bars.key
    order by s.${column} desc, s.trial_id`;
}

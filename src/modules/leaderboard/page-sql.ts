import type { ProjectId } from '../../platform/access/index.js';
import { type Board, boardSql, classesSql, type Limits, limitsSql, type Parameters } from './board-sql.js';
import { keySql, type MetricName, metrics, type QualityMetric } from './metrics.js';
import { type StandingDetail, standingViewSql } from './standing-view.js';

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
  readonly detail: StandingDetail;
}

/** Lengths that statements are written for, so that few are planned. */
const LENGTHS = [21, 101, 501];

/** A statement for StandingViews with their keys, in order: as many as `query` asks for or some more. */
export function pageSql(projectId: ProjectId, query: PageQuery, parameters: Parameters): string {
  const metric = metrics[query.order];
  const key = keySql(metric);
  const board = boardSql(query.board, projectId, parameters);
  const limits = limitsSql(query.limits, parameters);
  const length = LENGTHS.find((known) => known >= query.limit) ?? query.limit;
  const after = query.after
    ? ` and (${key}, s.trial_id) > (${parameters.add(query.after.key)}::float8, ${parameters.add(query.after.trialId)}::uuid)`
    : '';
  const first = (count: number, where: string, columns: string) =>
    `lateral (select ${columns}, ${key} as key from standings s
      where s.board_id = ${board.id} and s.${metric.column} is not null${where}${after}
      order by ${key}, s.trial_id limit ${count}) as s`;
  const inOrder = `order by key, trial_id limit ${length}`;
  const byClass =
    metric.kind === 'quality' && (limits.some !== '' || query.order !== 'VALIDATION_ACCURACY')
      ? byClassSql(metric)
      : undefined;
  const rows = byClass
    ? `(select * from board cross join page ${inOrder}) as page
       join standings s on s.board_id = ${board.id} and s.architecture_id = page.architecture_id`
    : `(select s.* from board cross join ${first(length, limits.standings, 's.*')} ${inOrder}) as s`;
  return `
    with recursive ${board.table}${byClass ? `, ${byClass}` : ''}
    select ${standingViewSql(query.detail)}, key from ${rows}
    join architectures a on a.id = s.architecture_id order by key, s.trial_id`;

  /**
   * The page, class by class: where a limit may leave out all that the order begins with, and where no index has the order alone.
   * Of the classes that the limits take whole, only those have a place whose first is among the first of all firsts. Of the
   * others, which have to be searched, what comes before the last of those has one. All of that the index on the metric
   * carries; standings themselves are read for the page alone.
   */
  function byClassSql(quality: QualityMetric): string {
    const ofClass = ' and s.cost_class = class';
    const found = 's.architecture_id, s.trial_id';
    // Of a page that begins further down, what a class begins with is not the first.
    const firsts = query.after
      ? `select class, s.key, s.trial_id from fitting cross join ${first(1, ofClass, 's.trial_id')}`
      : 'select class, key, trial_id from fitting';
    return `${classesSql(quality, board.id, limits)},
    fitting as materialized (
      select *, true${limits.all} as is_whole from classes where true${limits.some}),
    firsts as materialized (${firsts} where is_whole ${inOrder}),
    whole as materialized (
      select s.* from firsts cross join ${first(length, `${ofClass} and ${key} <= (${lastOf('firsts')})`, found)} ${inOrder}),
    part as (
      select s.* from fitting
      cross join ${first(length, `${ofClass} and ${key} <= (${lastOf('whole')})${limits.standings}`, found)}
      where not is_whole and fitting.key <= (${lastOf('whole')})),
    page as (select * from whole union all select * from part)`;
  }

  /** The key beyond which nothing is wanted, once a table has enough rows. */
  function lastOf(table: string): string {
    return `select case when count(*) = ${length} then max(key) else 'infinity' end from ${table}`;
  }
}

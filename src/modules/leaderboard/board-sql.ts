import type { ProjectId } from '../../platform/access/index.js';
import { type CostName, lastOfClassSql, octaveOfClassSql, octaveSql } from '../trials/index.js';
import { keySql, type QualityMetric } from './metrics.js';

/** Whose architectures a board ranks, and the table that its owner stands in. */
export const boardTables = {
  session: 'search_sessions',
  experiment: 'experiments',
  dataSetVersion: 'data_sets',
} as const;

export interface Board {
  readonly kind: keyof typeof boardTables;
  readonly id: string;
}

/** The greatest values that an architecture may have to be looked at. */
export interface Limits {
  readonly parameters?: number | undefined;
  readonly flops?: number | undefined;
  readonly latencyMs?: number | undefined;
}

/** In the order in which a cost class has them. */
const columns = { parameters: 'parameters', flops: 'flops', latencyMs: 'latency_ms' } as const;

/** The parameters of a statement while it is written. */
export class Parameters {
  readonly values: unknown[] = [];

  /** The placeholder of a further value. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/**
 * A table `board` with one row, or with none where the project has no such board. Standings are to be compared with the id
 * itself: from an id that it has to look up first, Postgres cannot tell how large the board is, and sorts all of it.
 */
export function boardSql(
  { kind, id }: Board,
  projectId: ProjectId,
  parameters: Parameters,
): { table: string; id: string } {
  const placeholder = parameters.add(id);
  const table = `board as (select id from ${boardTables[kind]}
    where project_id = ${parameters.add(projectId)} and id = ${placeholder})`;
  return { table, id: `${placeholder}::uuid` };
}

/** What limits ask of standings and of cost classes; each begins with "and" or is empty. */
export interface LimitsSql {
  /** Of standings `s`. What is not known is above any limit. */
  readonly standings: string;
  /** Of a class: that some of it may keep to the limits. */
  readonly some: string;
  /** Of a class: that all of it does. */
  readonly all: string;
  /** The class up to which those after `class` need not be looked at: itself, or the last of many that are above a limit as it is. */
  readonly skipped: string;
}

export function limitsSql(limits: Limits, parameters: Parameters): LimitsSql {
  const set = (Object.keys(columns) as (keyof typeof columns)[]).flatMap((name) => {
    const most = limits[name];
    if (most === undefined) return [];
    const placeholder = `${parameters.add(most)}::float8`;
    return [
      {
        name,
        most: placeholder,
        octave: octaveOfClassSql(name, 'class'),
        highest: octaveSql(name, placeholder),
      },
    ];
  });
  return {
    standings: set.map(({ name, most }) => ` and s.${columns[name]} <= ${most}`).join(''),
    some: set.map(({ octave, highest }) => ` and ${octave} <= ${highest}`).join(''),
    all: set.map(({ name, octave, highest }) => `${knownSql(name)} and ${octave} < ${highest}`).join(''),
    skipped:
      set.length === 0
        ? 'class'
        : `case${set.map(({ name, octave, highest }) => ` when ${octave} > ${highest} then ${lastOfClassSql(name, 'class')}`).join('')} else class end`,
  };
}

/** Of a cost class: that this quantity is known of all of it. */
export const knownSql = (name: CostName): string => ` and ${octaveOfClassSql(name, 'class')} > 1`;

/**
 * A table `classes` of the cost classes that a board has standings in, each with the key and the trial of its first, found by going
 * from each to the next in the index on the metric. It has every class that may keep to the limits, and few others.
 */
export function classesSql(metric: QualityMetric, boardId: string, { skipped }: LimitsSql): string {
  const key = keySql(metric);
  const next = (after: string) =>
    `select s.cost_class, ${key}, s.trial_id from standings s
     where s.board_id = ${boardId} and s.${metric.column} is not null${after}
     order by s.cost_class, ${key}, s.trial_id limit 1`;
  return `classes (class, key, trial_id) as (
    (${next('')}) union all
    select next.* from classes cross join lateral (${next(` and s.cost_class > ${skipped}`)}) as next)`;
}

import type { ProjectId } from '../../platform/access/index.js';
import { type CostName, octaveOfClassSql, octaveSql } from '../trials/index.js';
import type { Metric } from './metrics.js';

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
  };
}

/** Of a cost class: that this quantity is known of all of it. */
export const knownSql = (name: CostName): string => ` and ${octaveOfClassSql(name, 'class')} > 1`;

/**
 * A table `classes` of the cost classes that a board has standings in, found by going from each to the next in the index on
 * the metric.
 */
export function classesSql({ column }: Metric, boardId: string): string {
  const next = (after: string) =>
    `select s.cost_class from standings s
     where s.board_id = ${boardId} and s.${column} is not null${after} order by s.cost_class limit 1`;
  return `classes (class) as (
    (${next('')}) union all select (${next(' and s.cost_class > classes.class')}) from classes where class is not null)`;
}

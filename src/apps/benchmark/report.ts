import {
  type BenchmarkSummary,
  type PublishedRow,
  publishedRows,
  type Spread,
} from '../../nas/benchmarks/index.js';

export interface StrategyReport {
  readonly strategy: string;
  readonly table: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly seconds: number;
  readonly summary: BenchmarkSummary;
}

/** Rows that others published for the same table, strategy and number of evaluations. */
export const publishedBeside = ({ strategy, table, summary }: StrategyReport): PublishedRow[] =>
  publishedRows.filter(
    (row) => row.strategy === strategy && row.table === table && row.evaluations === summary.evaluations,
  );

/** A table for people. */
export function reportText(reports: readonly StrategyReport[]): string {
  const head = ['strategy', 'validation', 'test', 'unique', 'seconds'];
  const rows = reports.flatMap((report) => [
    [
      report.strategy,
      spreadText(report.summary.validation),
      spreadText(report.summary.test),
      report.summary.unique.toFixed(0),
      report.seconds.toFixed(1),
    ],
    ...publishedBeside(report).map(({ source, validation, test }) => [
      `  ${source}`,
      validation ? spreadText(validation) : '',
      spreadText(test),
      '',
      '',
    ]),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${[head, ...rows].map(lineOf).join('\n')}\n`;
}

/** One document: that of the strategy, or a list when there are several. */
export function reportJson(reports: readonly StrategyReport[]): string {
  const documents = reports.map(({ strategy, table, options, seconds, summary }) => ({
    strategy,
    table,
    options,
    runs: summary.runs,
    evaluations: summary.evaluations,
    validation: summary.validation,
    test: summary.test,
    unique: summary.unique,
    seconds: Number(seconds.toFixed(3)),
  }));
  return `${JSON.stringify(documents.length === 1 ? documents[0] : documents)}\n`;
}

const spreadText = ({ mean, sd }: Spread): string => `${mean.toFixed(2)} +- ${sd.toFixed(2)}`;

import { type ArchitectureCodec, indexOfTokens, type SearchSpace, tokensAt } from '../space/index.js';
import { BenchmarkTable } from './benchmark-table.js';
import { TableError } from './table-error.js';

/** Names of columns, as the first line of the file has them. */
export interface CsvColumns {
  readonly architecture: string;
  readonly reward: string;
  readonly validation: string;
  readonly test: string;
}

const SHOWN_PROBLEMS = 10;
const SHOWN_MISSING = 5;
const ROLES = ['reward', 'validation', 'test'] as const;

/** Larger spaces cannot be listed in full. */
const GREATEST_SIZE = 10_000_000n;

/**
 * A table of one's own, from CSV text with a header: an architecture in the space's notation and numbers, better when
 * greater. Fields may be quoted; a quoted field has no line break.
 * @throws TableError NO_CODEC, UNKNOWN_COLUMN, or INVALID_CSV naming bad rows, duplicates and missing architectures
 */
export function tableFromCsv(
  name: string,
  text: string,
  space: SearchSpace,
  columns: CsvColumns,
): BenchmarkTable {
  const { codec } = space;
  if (!codec || space.size > GREATEST_SIZE) {
    throw new TableError(
      'NO_CODEC',
      `the space ${space.kind} has no notation in text, or is too large for a table`,
    );
  }
  const [head = '', ...lines] = text.split(/\r?\n/);
  const places = placesOf(fieldsOf(head), columns);
  const rows = Number(space.size);
  const values = { reward: empty(rows), validation: empty(rows), test: empty(rows) };
  const filled = new Map<number, number>();
  const problems: string[] = [];
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const number = index + 2;
    const row = readRow(fieldsOf(line), places, space, codec);
    if (typeof row === 'string') problems.push(`line ${number}: ${row}`);
    else if (filled.has(row.index))
      problems.push(`line ${number}: repeats the architecture of line ${filled.get(row.index)}`);
    else {
      filled.set(row.index, number);
      for (const role of ROLES) values[role][row.index] = row[role];
    }
  });
  if (problems.length === 0 && filled.size < rows) problems.push(missing(filled, rows, space, codec));
  if (problems.length > 0) {
    const shown = firstOf(problems);
    const message = [`table ${name} cannot be used:`, ...shown].join('\n  ');
    throw new TableError('INVALID_CSV', message, undefined, shown);
  }
  const header = {
    name,
    space: space.definition,
    rows,
    columns: [...ROLES],
    roles: { reward: 'reward', validation: 'validation', test: 'test' },
    rewardScale: values.reward.some((value) => value > 1) ? 100 : 1,
  };
  return new BenchmarkTable(header, new Map(Object.entries(values)));
}

interface Row {
  readonly index: number;
  readonly reward: number;
  readonly validation: number;
  readonly test: number;
}

type Places = Readonly<Record<keyof CsvColumns, number>>;

/** The row, or what is wrong with it. */
function readRow(
  fields: readonly string[],
  places: Places,
  space: SearchSpace,
  codec: ArchitectureCodec,
): Row | string {
  const numbers = ROLES.map((role) => ({ role, text: fields[places[role]]?.trim() ?? '' }));
  const bad = numbers.find(({ text }) => text === '' || !Number.isFinite(Number(text)));
  if (bad) return `'${bad.text}' is no number for ${bad.role}`;
  const [reward = 0, validation = 0, test = 0] = numbers.map(({ text }) => Number(text));
  try {
    const tokens = codec.parse(fields[places.architecture]?.trim() ?? '');
    return { index: indexOfTokens(space.decisions, tokens), reward, validation, test };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function placesOf(head: readonly string[], columns: CsvColumns): Places {
  const place = (name: string): number => {
    const index = head.indexOf(name);
    if (index >= 0) return index;
    throw new TableError('UNKNOWN_COLUMN', `the file has no column '${name}'; it has ${head.join(', ')}`);
  };
  return {
    architecture: place(columns.architecture),
    reward: place(columns.reward),
    validation: place(columns.validation),
    test: place(columns.test),
  };
}

function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

function missing(
  filled: ReadonlyMap<number, number>,
  rows: number,
  { decisions }: SearchSpace,
  codec: ArchitectureCodec,
): string {
  const named: string[] = [];
  for (let index = 0; index < rows && named.length < SHOWN_MISSING; index += 1) {
    if (!filled.has(index)) named.push(codec.format(tokensAt(decisions, BigInt(index))));
  }
  const count = rows - filled.size;
  const which = count > named.length ? ', such as ' : ': ';
  return `${count} of the space's ${rows} architectures are missing${which}${named.join(', ')}`;
}

function firstOf(problems: readonly string[]): string[] {
  const more = problems.length - SHOWN_PROBLEMS;
  return [...problems.slice(0, SHOWN_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])];
}

const empty = (rows: number): Float32Array => new Float32Array(rows).fill(Number.NaN);

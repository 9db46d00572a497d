import { z } from 'zod';
import {
  indexOfTokens,
  type SearchSpace,
  type SpaceDefinition,
  spaceDefinitionSchema,
} from '../space/index.js';
import { TableError } from './table-error.js';

/** What a search is told and judged by: the names of three columns, all better when greater. */
const roleSchema = z.strictObject({ reward: z.string(), validation: z.string(), test: z.string() });

/** Describes a table file: columns of float32, little-endian, one after the other, each in the order of the space. */
export const tableHeaderSchema = z.strictObject({
  name: z.string(),
  space: spaceDefinitionSchema,
  rows: z.number().int().min(1),
  columns: z.array(z.string()).min(1),
  roles: roleSchema,
  /** What the reward is divided by to lie in 0..1. */
  rewardScale: z.number().positive(),
});

export type TableHeader = z.infer<typeof tableHeaderSchema>;

/** What the table knows of one architecture. */
export interface TableEntry {
  /** As the table has it, not scaled. */
  readonly reward: number;
  readonly validation: number;
  readonly test: number;
}

/** Measurements of every architecture of a space, made once: an evaluation is a look-up. */
export class BenchmarkTable {
  /** @param columns by name, each with a number for every architecture, NaN where the table has none */
  constructor(
    readonly header: TableHeader,
    private readonly columns: ReadonlyMap<string, Float32Array>,
  ) {}

  get name(): string {
    return this.header.name;
  }

  get spaceDefinition(): SpaceDefinition {
    return this.header.space;
  }

  /** @throws TableError UNKNOWN_COLUMN */
  column(name: string): Float32Array {
    const column = this.columns.get(name);
    if (column) return column;
    const known = [...this.columns.keys()].join(', ');
    throw new TableError('UNKNOWN_COLUMN', `table ${this.name} has no column '${name}'; it has ${known}`);
  }

  /** @param space that of `spaceDefinition` */
  lookUp(space: SearchSpace, tokens: readonly number[]): TableEntry {
    const row = indexOfTokens(space.decisions, tokens);
    const { reward, validation, test } = this.header.roles;
    return {
      reward: this.column(reward)[row] ?? Number.NaN,
      validation: this.column(validation)[row] ?? Number.NaN,
      test: this.column(test)[row] ?? Number.NaN,
    };
  }
}

/**
 * Reads a table from its header (JSON) and its uncompressed body.
 * @throws TableError DAMAGED_TABLE
 */
export function decodeTable(headerText: string, body: Uint8Array): BenchmarkTable {
  const header = readHeader(headerText);
  const { rows, columns } = header;
  const bytes = rows * columns.length * Float32Array.BYTES_PER_ELEMENT;
  if (body.length !== bytes) {
    throw new TableError(
      'DAMAGED_TABLE',
      `table ${header.name} must have ${bytes} bytes, not ${body.length}`,
    );
  }
  // A copy of its own, which is aligned.
  const values = new Float32Array(body.slice().buffer);
  const named = columns.map(
    (name, index) => [name, values.subarray(index * rows, (index + 1) * rows)] as const,
  );
  return new BenchmarkTable(header, new Map(named));
}

function readHeader(text: string): TableHeader {
  try {
    return tableHeaderSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new TableError('DAMAGED_TABLE', 'the header of the table is damaged', { cause });
  }
}

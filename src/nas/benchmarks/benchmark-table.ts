import { z } from 'zod';
import type { Quantities } from '../objectives/index.js';
import {
  indexOfTokens,
  type SearchSpace,
  type SpaceDefinition,
  spaceDefinitionSchema,
} from '../space/index.js';
import { TableError } from './table-error.js';

/** What a search is told and judged by: the names of three columns, all better when greater. */
const roleSchema = z.strictObject({ reward: z.string(), validation: z.string(), test: z.string() });

/** A column, and what its numbers are multiplied by. */
const scaledColumnSchema = z.strictObject({ column: z.string(), scale: z.number().positive() });

/** What is known of each architecture before any training. */
const quantitiesSchema = z.strictObject({
  parameters: scaledColumnSchema.optional(),
  /** Two for each multiply-add. */
  flops: scaledColumnSchema.optional(),
  /** Columns in milliseconds by device; a negative value says that the architecture does not run there. */
  latencies: z.record(z.string(), z.string()).optional(),
});

/** Describes a table file: columns of float32, little-endian, one after the other, each in the order of the space. */
export const tableHeaderSchema = z.strictObject({
  name: z.string(),
  space: spaceDefinitionSchema,
  rows: z.number().int().min(1),
  columns: z.array(z.string()).min(1),
  roles: roleSchema,
  /** What the reward is divided by to lie in 0..1. */
  rewardScale: z.number().positive(),
  quantities: quantitiesSchema.optional(),
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

  /** Whether it has this quantity of its architectures. */
  knows(quantity: 'parameters' | 'flops'): boolean {
    return this.header.quantities?.[quantity] !== undefined;
  }

  /** The devices whose latency the table knows. */
  get devices(): string[] {
    return Object.keys(this.header.quantities?.latencies ?? {});
  }

  /**
   * What an architecture costs, as far as the table knows.
   * @param device whose latency counts, one of `devices`; null for none
   * @throws TableError UNKNOWN_DEVICE
   */
  quantities(space: SearchSpace, tokens: readonly number[], device: string | null): Quantities {
    const row = indexOfTokens(space.decisions, tokens);
    const { parameters, flops } = this.header.quantities ?? {};
    const scaled = (known: typeof flops) =>
      known ? (this.column(known.column)[row] ?? 0) * known.scale : null;
    const latency = device === null ? null : (this.latencies(device)[row] ?? 0);
    return {
      parameters: scaled(parameters),
      flops: scaled(flops),
      latencyMs: latency !== null && latency < 0 ? Number.POSITIVE_INFINITY : latency,
    };
  }

  private latencies(device: string): Float32Array {
    const { latencies = {} } = this.header.quantities ?? {};
    const column = Object.hasOwn(latencies, device) ? latencies[device] : undefined;
    if (column !== undefined) return this.column(column);
    const known = this.devices.join(', ') || 'none';
    throw new TableError(
      'UNKNOWN_DEVICE',
      `table ${this.name} has no latency of '${device}'; it has ${known}`,
    );
  }
}

/** What `decodeTable` reads. */
export function encodeTable(table: BenchmarkTable): { readonly header: string; readonly body: Uint8Array } {
  const columns = table.header.columns.map((name) => table.column(name));
  const body = new Uint8Array(columns.reduce((bytes, { byteLength }) => bytes + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of columns) {
    body.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return { header: JSON.stringify(table.header), body };
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

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type BenchmarkTable, decodeTable } from '../../nas/benchmarks/index.js';
import { type SpaceDefinition, spaceDefinitionSchema } from '../../nas/space/index.js';
import { packageRoot } from '../../training/package-root.js';

/** The tables that the product ships, in data/benchmarks. */
export const shippedTableNames = ['nasbench201', 'nas-bench-macro'] as const;

export type ShippedTable = (typeof shippedTableNames)[number];

/** The space that each of them measures. */
export const tableSpaces: Readonly<Record<ShippedTable, SpaceDefinition>> = {
  nasbench201: spaceDefinitionSchema.parse({ kind: 'nasbench201' }),
  'nas-bench-macro': spaceDefinitionSchema.parse({ kind: 'macro' }),
};

/** Undefined where a table is not one of them. */
export const shippedSpace = (name: string): SpaceDefinition | undefined =>
  new Map<string, SpaceDefinition>(Object.entries(tableSpaces)).get(name);

/** @throws TableError DAMAGED_TABLE */
export async function readShippedTable(
  name: ShippedTable,
  folder = join(packageRoot(), 'data', 'benchmarks'),
): Promise<BenchmarkTable> {
  const [header, body] = await Promise.all([
    readFile(join(folder, name, 'table.json'), 'utf8'),
    readFile(join(folder, name, 'table.bin.gz')),
  ]);
  return decodeTable(header, await promisify(gunzip)(body));
}

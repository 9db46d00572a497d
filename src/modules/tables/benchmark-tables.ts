import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { type BenchmarkTable, decodeTable } from '../../nas/benchmarks/index.js';
import { readShippedTable, shippedTableNames } from './shipped-tables.js';
import type { TabularEvaluator } from './tabular-evaluator.js';
import { OwnTableRepository } from './typeorm-own-tables.js';

export type TableReference = Pick<TabularEvaluator, 'table' | 'version'>;

/** Some MB each. */
const REMEMBERED = 16;

/** The tables of this process, each read once as long as it is among those used last. */
@Injectable()
export class BenchmarkTables {
  private readonly tables = new Map<string, Promise<BenchmarkTable>>();

  constructor(private readonly own: OwnTableRepository) {}

  /** @throws TableError DAMAGED_TABLE */
  async get({ table, version }: TableReference): Promise<BenchmarkTable> {
    const key = `${table}/${version ?? ''}`;
    const known = this.tables.get(key) ?? this.read({ table, version });
    this.tables.delete(key);
    this.tables.set(key, known);
    for (const oldest of this.tables.keys()) {
      if (this.tables.size <= REMEMBERED) break;
      this.tables.delete(oldest);
    }
    try {
      return await known;
    } catch (error) {
      // Postgres may be back the next time.
      this.tables.delete(key);
      throw error;
    }
  }

  private async read({ table, version }: TableReference): Promise<BenchmarkTable> {
    const shipped = shippedTableNames.find((name) => name === table);
    if (shipped) return readShippedTable(shipped);
    const content = version === undefined ? null : await this.own.content(version);
    if (!content) throw new Error(`there is no table ${table} of version ${version}`);
    return decodeTable(content.header, await promisify(gunzip)(content.body));
  }
}

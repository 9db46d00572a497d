import { Injectable } from '@nestjs/common';
import type { BenchmarkTable } from '../../nas/benchmarks/index.js';
import { readShippedTable, type ShippedTable } from './shipped-tables.js';

/** The tables of this process, each read once. */
@Injectable()
export class BenchmarkTables {
  private readonly tables = new Map<ShippedTable, Promise<BenchmarkTable>>();

  /** @throws TableError DAMAGED_TABLE */
  async get(name: ShippedTable): Promise<BenchmarkTable> {
    const known = this.tables.get(name) ?? readShippedTable(name);
    this.tables.set(name, known);
    return known;
  }
}

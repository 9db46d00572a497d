import { createHash } from 'node:crypto';
import type { BenchmarkTable } from '../../nas/benchmarks/index.js';

/** SHA-256, in hex, of all that a search can come to know of a table. */
export function tableVersion(table: BenchmarkTable): string {
  const { roles } = table.header;
  const hash = createHash('sha256').update(JSON.stringify(table.header));
  for (const name of [roles.reward, roles.validation, roles.test]) hash.update(table.column(name));
  return hash.digest('hex');
}

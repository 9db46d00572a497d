import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readShippedTable, shippedTableNames } from '../../modules/tables/index.js';
import { type BenchmarkTable, TableError, tableFromCsv } from '../../nas/benchmarks/index.js';
import { createSpace, spaceDefinitionSchema } from '../../nas/space/index.js';
import { DomainError } from '../../platform/errors/index.js';
import type { BenchmarkFlags } from './benchmark-options.js';

/** The table that the flags name: one that is shipped, or a CSV file of one's own. */
export async function findTable(flags: BenchmarkFlags): Promise<BenchmarkTable> {
  try {
    return await (flags.tableFile === undefined ? shipped(flags.table) : ownTable(flags.tableFile, flags));
  } catch (error) {
    if (error instanceof TableError) throw new DomainError('INVALID_INPUT', error.message);
    throw error;
  }
}

async function shipped(name: string): Promise<BenchmarkTable> {
  const known = shippedTableNames.find((table) => table === name);
  if (known) return readShippedTable(known);
  const message = `there is no table '${name}': choose one of ${shippedTableNames.join(', ')}, or give --table-file`;
  throw new DomainError('INVALID_INPUT', message);
}

async function ownTable(path: string, flags: BenchmarkFlags): Promise<BenchmarkTable> {
  const { rewardColumn } = flags;
  const definition = spaceDefinitionSchema.safeParse(await spaceOf(flags.space));
  if (!definition.success || rewardColumn === undefined) {
    throw new DomainError(
      'INVALID_INPUT',
      '--table-file needs --space, such as nasbench201, and --reward-column',
    );
  }
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new DomainError('INVALID_INPUT', `--table-file cannot be read: ${cause.message}`);
  });
  const validation = flags.validationColumn ?? rewardColumn;
  return tableFromCsv(basename(path), text, createSpace(definition.data), {
    architecture: flags.architectureColumn,
    reward: rewardColumn,
    validation,
    test: flags.testColumn ?? validation,
  });
}

/** A kind of space by its name, or what a JSON file defines. */
async function spaceOf(text = ''): Promise<unknown> {
  if (!text.endsWith('.json')) return { kind: text };
  try {
    return JSON.parse(await readFile(text, 'utf8'));
  } catch (cause) {
    throw new DomainError(
      'INVALID_INPUT',
      `--space cannot be read: ${cause instanceof Error ? cause.message : cause}`,
    );
  }
}

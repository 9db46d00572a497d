import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { encodeTable, TableError, tableFromCsv } from '../../nas/benchmarks/index.js';
import { createSpace, spaceDefinitionSchema } from '../../nas/space/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import { DomainError, type InputProblem, parseInput, plainText } from '../../platform/errors/index.js';
import { newId } from '../../platform/ids/index.js';
import { MutationLog, type MutationOrder } from '../mutations/index.js';
import { shippedTableNames } from './shipped-tables.js';
import { tableVersion } from './table-version.js';
import { OwnTableRepository, type OwnTableView } from './typeorm-own-tables.js';

/** Of the CSV text. A table of NAS-Bench-201 with every column that was published takes 3 MB. */
const MOST_BYTES = 32_000_000;

const column = plainText(200);

const uploadSchema = z.object({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9._-]{0,99}$/,
      'must be of a-z, 0-9, dot, dash and underscore, and not begin with a sign',
    )
    .refine(
      (name) => !shippedTableNames.some((shipped) => shipped === name),
      'is the name of a table that is shipped',
    ),
  space: spaceDefinitionSchema,
  csvGzip: z.base64('must be a CSV file, compressed by gzip, in Base64'),
  architectureColumn: column,
  rewardColumn: column,
  validationColumn: column.nullish(),
  testColumn: column.nullish(),
});

export type UploadTable = z.input<typeof uploadSchema>;

/** Takes tables of results that somebody has measured, for searches to be evaluated by. */
@Injectable()
export class UploadTablesService {
  constructor(
    private readonly tables: OwnTableRepository,
    private readonly log: MutationLog,
  ) {}

  /**
   * Stores a table; what the project has under this name already, with the same content, is returned as it is.
   * @throws DomainError INVALID_INPUT naming bad rows, duplicates and missing architectures; CONFLICT
   */
  async upload(projectId: ProjectId, input: unknown, order: MutationOrder | null): Promise<OwnTableView> {
    const { name, space: definition, csvGzip, ...columns } = parseInput(uploadSchema, input);
    const text = await textOf(csvGzip);
    const validation = columns.validationColumn ?? columns.rewardColumn;
    const table = readTable(() =>
      tableFromCsv(name, text, createSpace(definition), {
        architecture: columns.architectureColumn,
        reward: columns.rewardColumn,
        validation,
        test: columns.testColumn ?? validation,
      }),
    );
    const version = tableVersion(table);
    const { header, body } = encodeTable(table);
    const known = await this.tables.find(projectId, name, version);
    const row = { id: newId(), projectId, name, version, header, body: await promisify(gzip)(body) };
    const { subjectId } = await this.log.carryOut(order, known?.id ?? row.id, async (transaction) => {
      if (!known) await this.tables.insert(transaction, row);
    });
    const stored =
      (await this.tables.get(projectId, subjectId)) ?? (await this.tables.find(projectId, name, version));
    if (!stored) throw new Error(`table ${name} is not there after its insertion`);
    return stored;
  }
}

async function textOf(csvGzip: string): Promise<string> {
  try {
    const bytes = await promisify(gunzip)(Buffer.from(csvGzip, 'base64'), { maxOutputLength: MOST_BYTES });
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const message =
      code === 'ERR_BUFFER_TOO_LARGE'
        ? `must be at most ${MOST_BYTES} bytes of CSV`
        : 'must be a CSV file in UTF-8, compressed by gzip, in Base64';
    throw refusal([{ field: 'csvGzip', message }]);
  }
}

function readTable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    const field = error.code === 'NO_CODEC' ? 'space' : 'csvGzip';
    throw refusal(
      (error.problems.length > 0 ? error.problems : [error.message]).map((message) => ({ field, message })),
    );
  }
}

function refusal(problems: readonly InputProblem[]): DomainError {
  const [first] = problems;
  return new DomainError('INVALID_INPUT', `${first?.field}: ${first?.message}`, problems);
}

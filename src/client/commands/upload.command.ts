import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ArchwayClient } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';
import { print, printJson, say } from './output.js';

export interface UploadTableFlags {
  readonly name?: string;
  readonly space: string;
  readonly architectureColumn: string;
  readonly rewardColumn: string;
  readonly validationColumn?: string;
  readonly testColumn?: string;
  readonly json?: boolean;
}

/** Uploads a CSV file of results, and prints the version of the table. */
export async function uploadTable(
  client: ArchwayClient,
  path: string,
  flags: UploadTableFlags,
): Promise<void> {
  const { name, space, json, ...columns } = flags;
  const table = await client.uploadTable({
    name: name ?? basename(path, extname(path)).toLowerCase(),
    space: space.endsWith('.json') ? JSON.parse(contentOf(space).toString('utf8')) : { kind: space },
    csvGzip: gzipSync(contentOf(path), { level: 9 }).toString('base64'),
    ...columns,
  });
  if (json) printJson(table);
  else print(table.version);
  say(
    `${table.rows} architectures; search them with evaluator { "kind": "tabular", "table": "${table.name}" }`,
  );
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ArchwayError(
      'INVALID_INPUT',
      `${path} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

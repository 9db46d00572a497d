import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ArchwayClient } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';
import { print } from './output.js';

export interface ExportFlags {
  readonly output?: string;
  readonly artifact: string;
  readonly force?: boolean;
}

/** Fetches a file of the winner of a session, checks its digest, and writes it whole or not at all. */
export async function exportWinner(client: ArchwayClient, id: string, flags: ExportFlags): Promise<void> {
  const { winner, state } = await client.session(id);
  if (!winner) {
    throw new ArchwayError(
      'NOT_FOUND',
      `session ${id} has no winner: it is ${state}, and finalists are trained at its end`,
    );
  }
  const artifact = winner.artifacts.find(({ name }) => name === flags.artifact);
  if (!artifact) {
    const names = winner.artifacts.map(({ name }) => name).join(', ') || 'none';
    throw new ArchwayError('NOT_FOUND', `the winner has no file ${flags.artifact}; it has: ${names}`);
  }
  const path = flags.output ?? artifact.name;
  if (existsSync(path) && !flags.force) {
    throw new ArchwayError('INVALID_INPUT', `${path} is there already: choose another --output, or --force`);
  }
  const content = await client.download(artifact.path);
  if (createHash('sha256').update(content).digest('hex') !== artifact.sha256) {
    throw new ArchwayError('INTERNAL', `${artifact.name} arrived damaged: its digest is not the server's`);
  }
  writeWhole(path, content);
  print(path);
}

function writeWhole(path: string, content: Uint8Array): void {
  const partial = `${path}.partial`;
  try {
    writeFileSync(partial, content);
    renameSync(partial, path);
  } catch (error) {
    if (existsSync(partial)) rmSync(partial);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArchwayError('INVALID_INPUT', `${path} cannot be written: ${reason}`);
  }
}

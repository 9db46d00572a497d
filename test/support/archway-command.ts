import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const PROGRAM = resolve(import.meta.dirname, '../../dist/src/main.js');

export interface Ending {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs `archway` to its end, with a home and a data folder of its own unless the settings name some.
 * @param input what it reads from standard input
 */
export function archway(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Ending> {
  const folder = mkdtempSync(join(tmpdir(), 'archway-command-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    ARCHWAY_PORT: '0',
    ARCHWAY_DATA_FOLDER: folder,
    ...settings,
  };
  return new Promise((done) => {
    const child = execFile(process.execPath, [PROGRAM, ...args], { env }, (_error, output, errors) =>
      done({ code: child.exitCode ?? -1, output, errors }),
    );
    child.stdin?.end(input);
  });
}

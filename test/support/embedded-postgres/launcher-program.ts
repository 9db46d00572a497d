/**
 * A program that runs the launcher in a process of its own: argv[2] is JSON of LauncherProgramOptions. It prints one
 * line of JSON, LauncherReport, and stops its server when its stdin ends.
 */
import { once } from 'node:events';
import {
  EmbeddedPostgresError,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../../src/platform/embedded-postgres/index.js';

export interface LauncherProgramOptions extends EmbeddedPostgresOptions {
  /** The user to become before anything else; only root can. */
  readonly uid?: number;
}

export interface LauncherReport {
  readonly url?: string;
  readonly serverPid?: number;
  readonly adopted?: boolean;
  readonly errorCode?: string;
  readonly message?: string;
}

function report(line: LauncherReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const { uid, ...options }: LauncherProgramOptions = JSON.parse(process.argv[2] ?? '{}');
if (uid !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}
try {
  const server = await startEmbeddedPostgres(options);
  report({ url: server.url, serverPid: server.pid, adopted: server.adopted });
  process.stdin.resume();
  await once(process.stdin, 'end');
  await server.stop();
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error;
  report({ errorCode: error.code, message: error.message });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArchwayError } from '../archway-error.js';

export interface LocalService {
  readonly url: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves with a sentence when the service ends before it is asked to. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
  /** Lets it live on when this process ends. */
  detach(): void;
}

const PROGRAM = fileURLToPath(new URL('../../main.js', import.meta.url));
const TAIL_LINES = 10;

/**
 * Starts `archway up` on a free port.
 * @throws ArchwayError with the last lines of its log when it does not get ready
 */
export async function startLocalService(dataFolder: string): Promise<LocalService> {
  mkdirSync(dataFolder, { recursive: true });
  const logFile = join(dataFolder, 'demo.log');
  const log = openSync(logFile, 'w');
  const child = spawn(process.execPath, [PROGRAM, 'up', '--port', '0', '--data-folder', dataFolder], {
    // It writes its log itself, and says over the channel when it is ready, so that it can outlive us.
    stdio: ['ignore', log, log, 'ipc'],
    // A group of its own: Ctrl-C is ours to handle, and we then stop the service in order.
    detached: true,
  });
  closeSync(log);
  const exited = once(child, 'exit');
  const url = await readyUrl(child, logFile);
  return {
    url,
    pid: child.pid ?? 0,
    logFile,
    ended: exited.then(
      ([code, signal]) => `the service ended (${signal ?? `exit code ${code}`}); see ${logFile}`,
    ),
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
    detach() {
      child.disconnect();
      child.unref();
    },
  };
}

function readyUrl(child: ChildProcess, logFile: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: { readonly url: string }) => resolve(message.url));
    child.once('error', reject);
    child.once('exit', () => {
      const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
      reject(
        new ArchwayError(
          'UNREACHABLE',
          `the service did not start; ${logFile} ends with\n${tail.join('\n')}`,
        ),
      );
    });
  });
}

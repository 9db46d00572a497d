import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from './eventually.js';

const PROGRAM = resolve(import.meta.dirname, '../../dist/src/main.js');

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

export interface ArchwayProcess {
  readonly pid: number;
  /** Of an API; empty for a worker. */
  readonly url: string;
  /** What it has logged so far. */
  readonly log: readonly LogLine[];
  /** What it has written to standard error so far, by line. */
  readonly errors: readonly string[];
  /** Sends a signal and resolves with the exit code, null after a kill. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Runs `archway <role>` as a process of its own until it is ready. Whoever starts it ends it. */
export async function startArchway(
  role: 'up' | 'api' | 'worker',
  settings: Readonly<Record<string, string>>,
): Promise<ArchwayProcess> {
  const child = spawn(process.execPath, [PROGRAM, role], {
    env: {
      PATH: process.env.PATH,
      ARCHWAY_PORT: '0',
      ARCHWAY_LEASE_SECONDS: '2',
      ARCHWAY_DRAIN_SECONDS: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const log: LogLine[] = [];
  const errors: string[] = [];
  if (child.stdout) createInterface(child.stdout).on('line', (line) => log.push(JSON.parse(line) as LogLine));
  if (child.stderr) createInterface(child.stderr).on('line', (line) => errors.push(line));
  await ready(child, log, errors);
  return {
    pid: child.pid ?? 0,
    url: String(log.find(({ msg }) => msg === 'Archway is ready')?.url ?? ''),
    log,
    errors,
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return exited;
    },
  };
}

async function ready(child: ChildProcess, log: readonly LogLine[], errors: readonly string[]): Promise<void> {
  await eventually(
    () => {
      if (child.exitCode !== null) return true;
      return log.some(({ msg }) => msg === 'Archway is ready');
    },
    { timeoutMs: 120_000, what: 'the process to be ready' },
  );
  if (child.exitCode !== null) throw new Error(`the process ended at once:\n${errors.join('\n')}`);
}

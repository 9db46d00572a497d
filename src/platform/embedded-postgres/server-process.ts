import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { runCommand, type SystemUser, spawnOptions } from './command.js';
import { withFolderAccess } from './folder-access.js';
import { serverArguments } from './settings.js';

const REMEMBERED_LINES = 30;
const STOP_TIMEOUT_SECONDS = 60;

/** What `postgres` understands as a fast and as an immediate shutdown. */
export type ShutdownSignal = 'SIGINT' | 'SIGQUIT';

export interface ServerProcessOptions {
  /** Folder with `postgres`. */
  readonly bin: string;
  readonly cluster: string;
  readonly port: number;
  readonly user: SystemUser | undefined;
  readonly PATH: string | undefined;
  readonly log: (line: string) => void;
}

/** A `postgres` that we started, ready or not. */
export interface ServerProcess {
  readonly pid: number | undefined;
  readonly exited: Promise<void>;
  hasExited(): boolean;
  /** The last lines that it logged. */
  lastLines(): string;
  signal(name: ShutdownSignal): void;
  /** Shuts down in good order: clients are cut off, everything committed is checkpointed. */
  stop(): Promise<void>;
}

/**
 * Starts `postgres` and ties it to this process: when this process is gone, even by kill -9, the kernel sends the
 * server SIGINT, at which it shuts down in good order. That takes `setpriv` of util-linux; where it is missing (macOS,
 * BusyBox) a server outlives a killed parent, and the next start adopts it.
 *
 * The kernel watches the thread, so call this from a thread that lives as long as the process.
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const tie = (await canTie(options)) ? ['setpriv', '--pdeathsig', 'INT', '--'] : [];
  return withFolderAccess(options.cluster, options.user, async (access) => {
    const command = [
      ...tie,
      path.join(options.bin, 'postgres'),
      ...serverArguments(access.path, options.port),
    ];
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      ...spawnOptions(options),
      // A session of its own: Ctrl-C in a terminal must reach us first, and the server when we have finished.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', access.descriptor3 ?? 'ignore'],
    });
    // At once: a server that loses a race ends within milliseconds, and whoever listens later never hears of it.
    return follow(child, options.log);
  });
}

async function canTie({ user, PATH }: ServerProcessOptions): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const trial = await runCommand('setpriv', ['--pdeathsig', 'INT', '--', 'true'], { user, PATH });
  return trial.succeeded;
}

function follow(child: ChildProcess, log: (line: string) => void): ServerProcess {
  const lines: string[] = [];
  const note = (line: string) => {
    lines.push(line);
    if (lines.length > REMEMBERED_LINES) lines.shift();
    log(line);
  };
  if (child.stderr) createInterface({ input: child.stderr }).on('line', note);
  let gone = false;
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      gone = true;
      resolve();
    };
    child.once('close', end);
    child.once('error', (error) => {
      note(error.message);
      end();
    });
  });
  const signal = (name: ShutdownSignal) => {
    child.kill(name);
  };
  const stop = async () => {
    signal('SIGINT');
    const impatience = setTimeout(() => {
      note(`did not shut down within ${STOP_TIMEOUT_SECONDS} s: ended at once, its next start recovers`);
      signal('SIGQUIT');
    }, STOP_TIMEOUT_SECONDS * 1000);
    await exited;
    clearTimeout(impatience);
  };
  return { pid: child.pid, exited, hasExited: () => gone, lastLines: () => lines.join('\n'), signal, stop };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { transpile } from '../transpile.js';
import type { LauncherProgramOptions, LauncherReport } from './launcher-program.js';

export interface LauncherProcess {
  /** Resolves when its server is ready, or could not be started. */
  readonly report: LauncherReport;
  /** Lets it stop its server and end. */
  end(): Promise<void>;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Makes processes that each run the launcher; `remove` takes the compiled program away. */
export async function launcherProgram() {
  const folder = await transpile([
    'src/platform/embedded-postgres',
    'test/support/embedded-postgres/launcher-program.ts',
  ]);
  const program = path.join(folder, 'test/support/embedded-postgres/launcher-program.js');
  return {
    launch: (options: LauncherProgramOptions) => launch(program, options),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function launch(program: string, options: LauncherProgramOptions): Promise<LauncherProcess> {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const end = async () => {
    child.stdin.end();
    await gone;
  };
  onTestFinished(end);
  const firstLine = once(createInterface({ input: child.stdout }), 'line');
  const [line] = await Promise.race([
    firstLine,
    gone.then(([status]) => Promise.reject(new Error(`the launcher's process ended with ${status}`))),
  ]);
  return {
    report: JSON.parse(line),
    end,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { LostConsumerOptions } from './lost-consumer-program.js';
import { transpile } from './transpile.js';

const SOURCES = [
  'src/jobs/bullmq-backend.ts',
  'src/jobs/bullmq-job-queue.ts',
  'src/jobs/catalogue.ts',
  'src/jobs/job-queue.ts',
  'src/jobs/own-consumer.ts',
  'src/platform/errors',
  'src/platform/logging',
  'test/support/lost-consumer-program.ts',
];

/** Compiles the program of a consumer that is killed in the middle of a job; `remove` takes it away. */
export async function lostConsumerProgram() {
  const folder = await transpile(SOURCES);
  const program = path.join(folder, 'test/support/lost-consumer-program.js');
  return {
    /** Resolves when the process has taken a job and is dead. */
    lose: (options: LostConsumerOptions) => lose(program, options),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function lose(program: string, options: LostConsumerOptions): Promise<void> {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  await Promise.race([
    once(child.stdout, 'data'),
    gone.then(([status]) =>
      Promise.reject(new Error(`the consumer ended with ${status} before it had a job`)),
    ),
  ]);
  child.kill('SIGKILL');
  await gone;
}

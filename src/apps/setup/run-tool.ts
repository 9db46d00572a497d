import { spawn } from 'node:child_process';
import { SetupError } from './setup-error.js';

const LINES_KEPT = 20;

/** Whether a program of that name can be started. */
export async function hasTool(name: string, args: readonly string[] = ['--version']): Promise<boolean> {
  return runTool(name, args).then(
    () => true,
    () => false,
  );
}

/** Runs a program to its end, in silence. @throws SetupError with the last lines that it wrote */
export async function runTool(name: string, args: readonly string[], folder?: string): Promise<void> {
  const child = spawn(name, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = `${output}${text}`.split('\n').slice(-LINES_KEPT).join('\n');
    });
  }
  await new Promise<void>((resolve, reject) => {
    child.on('error', (error) => reject(new SetupError(`${name} cannot be started: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new SetupError(`${name} ${args.join(' ')} ended with code ${code}:\n${output.trim()}`));
    });
  });
}

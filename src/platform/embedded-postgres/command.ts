import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The PATH of a system whose caller named none. */
export const STANDARD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A user of the operating system. */
export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface CommandOptions {
  /** The user to run as; ourselves when absent. */
  readonly user?: SystemUser | undefined;
  readonly PATH?: string | undefined;
  /** A file descriptor that the program finds as its number 3. */
  readonly descriptor3?: number | undefined;
}

export interface CommandResult {
  readonly succeeded: boolean;
  /** stdout and stderr in the order of arrival, or why the program did not start. */
  readonly output: string;
}

/**
 * What every Postgres program of ours is started with: English messages, UTC, and nothing of our own environment.
 * The working folder is one that any user may enter.
 */
export function spawnOptions({ user, PATH }: Pick<CommandOptions, 'user' | 'PATH'>) {
  return {
    cwd: '/',
    env: { PATH: PATH ?? STANDARD_PATH, LC_ALL: 'C', TZ: 'UTC' },
    ...(user && { uid: user.uid, gid: user.gid }),
  };
}

/** Runs a program to its end; failing to start is a result like any other. */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  try {
    const child = spawn(program, args, {
      ...spawnOptions(options),
      stdio: ['ignore', 'pipe', 'pipe', options.descriptor3 ?? 'ignore'],
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const [status] = await once(child, 'close');
    return { succeeded: status === 0, output: output.trim() };
  } catch (error) {
    return { succeeded: false, output: String(error) };
  }
}

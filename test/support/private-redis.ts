import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { freePort } from '../../src/platform/embedded-postgres/free-port.js';
import { eventually } from './eventually.js';

export function hasRedisServer(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A Redis of the suite's own that keeps nothing: a kill empties every queue. */
export class PrivateRedis {
  private constructor(
    private readonly port: number,
    private child: ChildProcess,
  ) {}

  static async start(): Promise<PrivateRedis> {
    const port = await freePort();
    return new PrivateRedis(port, await spawnRedis(port));
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async killAndStartAgain(): Promise<void> {
    await this.stop();
    this.child = await spawnRedis(this.port);
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

async function spawnRedis(port: number): Promise<ChildProcess> {
  const keepNothing = ['--save', '', '--appendonly', 'no'];
  const args = ['--port', String(port), '--bind', '127.0.0.1', ...keepNothing];
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  await eventually(() => reach(port), { what: 'Redis to listen', timeoutMs: 30_000 });
  return child;
}

async function reach(port: number): Promise<true> {
  const socket = createConnection(port, '127.0.0.1');
  await once(socket, 'connect').finally(() => socket.destroy());
  return true;
}

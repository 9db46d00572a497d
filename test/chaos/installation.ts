import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ArchwayProcess, startArchway } from '../support/archway-process.js';
import { query } from '../support/embedded-postgres/query.js';
import { PrivateRedis } from '../support/private-redis.js';
import { SearchClient } from '../support/search.js';
import type { Victim } from './blows.js';

export type Queue = 'postgres' | 'redis';

const LEASE_SECONDS = 3;
const STARTS_IN_A_ROW = 5;

const roles = {
  api: { role: 'api', settings: {} },
  search: { role: 'worker', settings: { ARCHWAY_DEVICE_SLOTS: '0' } },
  evaluation: { role: 'worker', settings: { ARCHWAY_DEVICE_SLOTS: '2' } },
} as const;
type Part = keyof typeof roles;
const parts = Object.keys(roles) as Part[];

/**
 * An API, a search worker and an evaluation worker on an embedded Postgres and a queue of their own. What is killed is
 * started again at once, as whatever watches over processes does; Postgres is the product's own affair.
 */
export class Installation {
  private readonly url: string;
  private readonly running = new Map<Part, Promise<ArchwayProcess>>();

  private constructor(
    private readonly folder: string,
    private readonly redis: PrivateRedis | undefined,
    database: { readonly port: string; readonly password: string },
  ) {
    this.url = `postgres://archway:${database.password}@127.0.0.1:${database.port}/archway`;
  }

  static async start(queue: Queue): Promise<Installation> {
    const folder = mkdtempSync(path.join(tmpdir(), 'archway-chaos-'));
    const redis = queue === 'redis' ? await PrivateRedis.start() : undefined;
    const api = await startArchway('api', settingsOf(folder, redis));
    const read = (name: string) => readFileSync(path.join(folder, 'postgres', name), 'utf8').trim();
    const installation = new Installation(folder, redis, { port: read('port'), password: read('password') });
    installation.running.set('api', Promise.resolve(api));
    for (const part of parts) if (part !== 'api') installation.startPart(part);
    await Promise.all(installation.running.values());
    return installation;
  }

  async client(): Promise<SearchClient> {
    return new SearchClient((await this.process('api')).url);
  }

  /** kill -9. False when the victim was not there to be killed. */
  async strike(victim: Victim): Promise<boolean> {
    switch (victim) {
      case 'api':
      case 'search':
      case 'evaluation':
        await (await this.process(victim)).end('SIGKILL');
        this.startPart(victim);
        return true;
      case 'child':
        return killOne(childrenOf((await this.process('evaluation')).pid));
      case 'queue':
        if (!this.redis) return killOne(this.postgresPid());
        await this.redis.killAndStartAgain();
        return true;
      case 'postgres':
        return killOne(this.postgresPid());
    }
  }

  rows(statement: string, parameters: readonly unknown[]): Promise<Record<string, unknown>[]> {
    return query(this.url, statement, parameters);
  }

  /** Ends every process in good order, and says of each that ended otherwise than it was told to. */
  async stop(): Promise<string[]> {
    const complaints: string[] = [];
    for (const part of parts.toReversed()) {
      const running = await this.process(part);
      const code = await running.end('SIGTERM');
      if (code !== 0) complaints.push(`${part} ended with ${code}: ${JSON.stringify(running.log.slice(-3))}`);
    }
    await this.redis?.stop();
    rmSync(this.folder, { recursive: true, force: true });
    return complaints;
  }

  private process(part: Part): Promise<ArchwayProcess> {
    const running = this.running.get(part);
    if (!running) throw new Error(`${part} was never started`);
    return running;
  }

  private startPart(part: Part): void {
    const { role, settings } = roles[part];
    const all = { ...settingsOf(this.folder, this.redis), ...settings };
    this.running.set(part, startUntilReady(role, all));
  }

  private postgresPid(): number[] {
    const file = path.join(this.folder, 'postgres', 'cluster', 'postmaster.pid');
    try {
      return [Number(readFileSync(file, 'utf8').split('\n')[0])];
    } catch {
      return [];
    }
  }
}

function settingsOf(folder: string, redis: PrivateRedis | undefined): Record<string, string> {
  return {
    ARCHWAY_DATA_FOLDER: folder,
    ARCHWAY_LEASE_SECONDS: String(LEASE_SECONDS),
    ...(redis && { REDIS_URL: redis.url }),
  };
}

/** A process that loses Postgres while it starts may end; a running one may not. */
async function startUntilReady(
  role: 'api' | 'worker',
  settings: Record<string, string>,
): Promise<ArchwayProcess> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startArchway(role, settings);
    } catch (error) {
      if (attempt === STARTS_IN_A_ROW) throw error;
    }
  }
}

function childrenOf(pid: number): number[] {
  try {
    const output = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
    return output.trim().split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function killOne([pid]: readonly number[]): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

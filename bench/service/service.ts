import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { GraphQLClient } from '../../src/client/graphql-client.js';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.js';

const PROGRAM = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** The service as its users have it: processes beside a Postgres, spoken to over its API. */
export interface Service {
  readonly api: GraphQLClient;
  readonly databaseUrl: string;
  /** Looks into the tables, for times that the API does not tell. */
  query<Row extends pg.QueryResultRow>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Resident memory of the process that answers the API, and is the worker too where there are no others. */
  residentMegabytes(): Promise<number>;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  /** Trainings at a time. */
  readonly deviceSlots: number;
  /** Worker processes beside the API; one process is both unless given. */
  readonly workers?: number;
}

export async function startService({ deviceSlots, workers = 0 }: ServiceOptions): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'archway-bench-'));
  const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres') });
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: postgres.url,
    ARCHWAY_DEVICE_SLOTS: String(deviceSlots),
    ARCHWAY_DATA_FOLDER: folder,
    ARCHWAY_LOG_LEVEL: 'warn',
  };
  await runProgram(['migrate'], environment);
  const child = startProgram([workers === 0 ? 'up' : 'api', '--port', '0'], environment);
  const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }];
  const fleet = Array.from({ length: workers }, () => startProgram(['worker'], environment));
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  // Postgres may end while the last connection is still on its way out.
  let stopping = false;
  pool.on('error', (error) => {
    if (!stopping) throw error;
  });
  const query = async <Row extends pg.QueryResultRow>(
    statement: string,
    parameters: readonly unknown[] = [],
  ) => (await pool.query<Row>(statement, [...parameters])).rows;
  while ((await query('select 1 from workers')).length < workers) await pause(50);
  return {
    api: new GraphQLClient(url),
    databaseUrl: postgres.url,
    query,
    residentMegabytes: () => residentMegabytes(child.pid ?? 0),
    async stop() {
      stopping = true;
      await Promise.all([...fleet, child].map(end));
      await pool.end();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

const startProgram = (args: readonly string[], env: Environment): ChildProcess =>
  spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function runProgram(args: readonly string[], env: Environment): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`archway ${args.join(' ')} ended with exit code ${code}`);
}

async function residentMegabytes(pid: number): Promise<number> {
  const child = spawn('ps', ['-o', 'rss=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  return Number(text.toString().trim()) / 1024;
}

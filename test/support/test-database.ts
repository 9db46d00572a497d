import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { databaseSchema } from '../../src/apps/database-schema.js';
import { createBullBackend } from '../../src/jobs/bullmq-backend.js';
import { createDataSource, migrate } from '../../src/platform/database/index.js';
import { newId } from '../../src/platform/ids/index.js';
import { createLogger } from '../../src/platform/logging/index.js';

export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  /** Runs one statement, beside whatever the code under test has open. */
  query<Row extends pg.QueryResultRow>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** Any number: files that need the template at the same time take turns. */
const TEMPLATE_LOCK = 2_015_771;

/**
 * A database of the calling file's own, with every migration; it goes when the file ends. Await it at
 * the top of the file.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const { prefix } = inject('postgres');
  const template = `${prefix}_template`;
  await ensureTemplate(template);
  return openDatabase(`${prefix}_${uniqueSuffix()}`, `template "${template}"`);
}

/** The same without any migration. */
export async function openEmptyDatabase(): Promise<TestDatabase> {
  return openDatabase(`${inject('postgres').prefix}_${uniqueSuffix()}`, '');
}

const uniqueSuffix = (): string => newId().replaceAll('-', '').slice(-12);

const urlOf = (name: string): string =>
  Object.assign(new URL(inject('postgres').url), { pathname: name }).href;

async function openDatabase(name: string, source: string): Promise<TestDatabase> {
  await onServer((client) => client.query(`create database "${name}" ${source}`));
  const pool = new pg.Pool({ connectionString: urlOf(name), max: 4 });
  pool.on('error', () => undefined);
  afterAll(async () => {
    await pool.end();
    await onServer((client) => client.query(`drop database "${name}" with (force)`));
  });
  return {
    url: urlOf(name),
    name,
    query: async <Row extends pg.QueryResultRow>(statement: string, parameters: readonly unknown[] = []) =>
      (await pool.query<Row>(statement, [...parameters])).rows,
  };
}

/** Migrating takes a second and copying a twentieth of it: it is done once a run. */
async function ensureTemplate(template: string): Promise<void> {
  await onServer(async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (rows.length > 0) return;
    const draft = `${template}_draft`;
    await client.query(`create database "${draft}"`);
    await migrateAll(urlOf(draft));
    await client.query(`alter database "${draft}" rename to "${template}"`);
  });
}

async function migrateAll(url: string): Promise<void> {
  const dataSource = createDataSource(url, databaseSchema, createLogger('error', process.stderr));
  await dataSource.initialize();
  await migrate(dataSource);
  await dataSource.destroy();
  const queue = createBullBackend(url, undefined).queue('search', {});
  await queue.waitUntilReady();
  await queue.close();
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject('postgres').url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

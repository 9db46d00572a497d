import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.js';
import { query } from './embedded-postgres/query.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A server for the whole run; every database that a test makes on it has a name that begins with `prefix`. */
    readonly postgres: { readonly url: string; readonly prefix: string };
  }
}

/** Starts one Postgres for the whole run, unless TEST_DATABASE_URL names a server to use. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const prefix = `archway_test_${randomBytes(4).toString('hex')}`;
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    project.provide('postgres', { url: given, prefix });
    return () => dropDatabases(given, prefix);
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'archway-postgres-'));
  const server = await startEmbeddedPostgres({ dataFolder: folder });
  project.provide('postgres', { url: server.url, prefix });
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  const databases = await query(url, `select datname from pg_database where datname like '${prefix}%'`);
  for (const { datname } of databases) await query(url, `drop database "${datname}" with (force)`);
}

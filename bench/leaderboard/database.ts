import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.js';
import { migrate } from './api.js';
import { seed } from './seed.js';

export interface Databases {
  /** Of a database with about so many trials, which is filled unless it is there. */
  seeded(trials: number, say: (text: string) => void): Promise<string>;
  stop(): Promise<void>;
}

/**
 * A Postgres of the benchmark's own.
 * @param folder kept for the next run; a temporary one that goes at the end unless it is given
 */
export async function openDatabases(folder: string | undefined): Promise<Databases> {
  const place = folder ?? (await mkdtemp(join(tmpdir(), 'archway-bench-')));
  const server = await startEmbeddedPostgres({ dataFolder: join(place, 'postgres') });
  const urlOf = (name: string): string => Object.assign(new URL(server.url), { pathname: name }).href;
  return {
    async seeded(trials, say) {
      const name = `leaderboard_${trials}`;
      const url = urlOf(name);
      if (await isSeeded(server.url, name)) {
        // What an earlier version filled may lack a migration.
        await migrate(url);
        return url;
      }
      const began = performance.now();
      const draft = `${name}_draft`;
      await run(server.url, `drop database if exists ${draft}`);
      await run(server.url, `create database ${draft}`);
      await migrate(urlOf(draft));
      await withClient(urlOf(draft), (client) => seed(client, urlOf(draft), trials));
      await run(server.url, `alter database ${draft} rename to ${name}`);
      say(`filled a database with ${trials} trials in ${((performance.now() - began) / 1000).toFixed(0)} s`);
      return url;
    },
    async stop() {
      await server.stop();
      if (folder === undefined) await rm(place, { recursive: true, force: true });
    },
  };
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const run = (url: string, statement: string) => withClient(url, (client) => client.query(statement));

/** One that is renamed is whole. */
async function isSeeded(url: string, name: string): Promise<boolean> {
  const { rows } = await withClient(url, (client) =>
    client.query('select 1 from pg_database where datname = $1', [name]),
  );
  return rows.length > 0;
}

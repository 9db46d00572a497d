import { join } from 'node:path';
import type { Configuration } from '../platform/config/index.js';
import { createDataSource, type DataSource, migrate } from '../platform/database/index.js';
import { startEmbeddedPostgres } from '../platform/embedded-postgres/index.js';
import type { Logger } from '../platform/logging/index.js';
import { databaseSchema } from './database-schema.js';

/** What a process holds open for its whole life. */
export interface Resources {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly databaseUrl: string;
  readonly dataSource: DataSource;
  /** Resolves when the Postgres that this process started is gone; nothing can be done then but to start anew. */
  readonly databaseGone: Promise<'POSTGRES_GONE'>;
  /** Stops the Postgres that this process started, if it did. */
  release(): Promise<void>;
}

/** Connects to Postgres, and starts one first when the configuration names none. */
export async function openResources(configuration: Configuration, logger: Logger): Promise<Resources> {
  const { url, release, gone } = await openPostgres(configuration, logger);
  const dataSource = createDataSource(url, databaseSchema, logger);
  try {
    await dataSource.initialize();
    // A server that we started is nobody else's: there is no reason to wait for `archway migrate`.
    if (configuration.databaseUrl === undefined) await migrate(dataSource);
  } catch (error) {
    await release();
    throw error;
  }
  return { configuration, logger, databaseUrl: url, dataSource, databaseGone: gone, release };
}

async function openPostgres(configuration: Configuration, logger: Logger) {
  if (configuration.databaseUrl !== undefined) {
    return { url: configuration.databaseUrl, release: async () => {}, gone: new Promise<never>(() => {}) };
  }
  const log = logger.child({ source: 'postgres' });
  const server = await startEmbeddedPostgres({
    dataFolder: join(configuration.dataFolder, 'postgres'),
    log: (line) => log.debug(line),
  });
  logger.info('Embedded Postgres runs', {
    port: server.port,
    version: server.version,
    adopted: server.adopted,
    dataFolder: server.dataFolder,
  });
  return {
    url: server.url,
    release: () => server.stop(),
    gone: server.exited.then(() => 'POSTGRES_GONE' as const),
  };
}

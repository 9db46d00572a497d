import { join } from 'node:path';
import type { Configuration } from '../platform/config/index.js';
import { createDataSource, type DataSource, migrate } from '../platform/database/index.js';
import { type KeeperEvent, keepEmbeddedPostgres } from '../platform/embedded-postgres/index.js';
import type { Logger } from '../platform/logging/index.js';
import { databaseSchema } from './database-schema.js';

/** What a process holds open for its whole life. */
export interface Resources {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly databaseUrl: string;
  readonly dataSource: DataSource;
  /** Resolves when the embedded Postgres is gone and cannot be started again; nothing can be done then but to end. */
  readonly databaseGone: Promise<'POSTGRES_GONE'>;
  /** Stops the Postgres that this process started, if it did. */
  release(): Promise<void>;
}

/**
 * Connects to Postgres, and starts one first when the configuration names none.
 * @param statementSeconds after which Postgres gives up a statement; 0 lets it run
 */
export async function openResources(
  configuration: Configuration,
  logger: Logger,
  statementSeconds = 0,
): Promise<Resources> {
  const { url, release, gone } = await openPostgres(configuration, logger);
  const dataSource = createDataSource(url, databaseSchema, logger, statementSeconds);
  try {
    // A server that we started is nobody else's: there is no reason to wait for `archway migrate`.
    if (configuration.databaseUrl === undefined) await migrateAt(url, logger);
    await dataSource.initialize();
  } catch (error) {
    await release();
    throw error;
  }
  return { configuration, logger, databaseUrl: url, dataSource, databaseGone: gone, release };
}

/** A migration takes the time that it takes. */
async function migrateAt(url: string, logger: Logger): Promise<void> {
  const dataSource = createDataSource(url, databaseSchema, logger);
  await dataSource.initialize();
  try {
    await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function openPostgres(configuration: Configuration, logger: Logger) {
  if (configuration.databaseUrl !== undefined) {
    return { url: configuration.databaseUrl, release: async () => {}, gone: new Promise<never>(() => {}) };
  }
  const log = logger.child({ source: 'postgres' });
  const server = await keepEmbeddedPostgres({
    dataFolder: join(configuration.dataFolder, 'postgres'),
    log: (line) => log.debug(line),
    onEvent: (event) => tellOf(event, logger),
  });
  const { url, port, version, adopted, dataFolder } = server;
  logger.info('Embedded Postgres runs', { port, version, adopted, dataFolder });
  const gone = server.lost.then((error) => {
    logger.error('Embedded Postgres is lost', { error });
    return 'POSTGRES_GONE' as const;
  });
  return { url, release: () => server.stop(), gone };
}

function tellOf(event: KeeperEvent, logger: Logger): void {
  if (event.kind === 'ended') {
    logger.warn('Embedded Postgres ended unexpectedly and is started again', { pid: event.pid });
  } else if (event.kind === 'not-started') {
    logger.warn('Embedded Postgres could not be started', { error: event.error });
  } else {
    const { pid, adopted } = event;
    logger.info('Embedded Postgres runs again', {
      pid,
      adopted,
      milliseconds: Math.round(event.milliseconds),
    });
  }
}

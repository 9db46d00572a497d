import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Logger } from '../logging/index.js';
import { DatabaseLogger } from './database-logger.js';

type EntityClass = new () => object;
type MigrationClass = NonNullable<Extract<DataSourceOptions['migrations'], readonly unknown[]>>[number];

/** What of the database belongs to the features; the composition root lists it. */
export interface DatabaseSchema {
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly MigrationClass[];
}

/** @param statementSeconds after which Postgres gives up a statement; 0 lets it run */
export function createDataSource(
  url: string,
  schema: DatabaseSchema,
  logger: Logger,
  statementSeconds = 0,
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: [...schema.entities],
    migrations: [...schema.migrations],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'all',
    synchronize: false,
    logger: new DatabaseLogger(logger),
    maxQueryExecutionTime: 1000,
    applicationName: 'archway',
    poolSize: 10,
    extra: {
      connectionTimeoutMillis: 10_000,
      idle_in_transaction_session_timeout: 60_000,
      statement_timeout: statementSeconds * 1000,
    },
    poolErrorHandler: (error: unknown) => logger.warn('A database connection was lost', { error }),
  });
}

/** Any number; the same for every process that migrates. */
const MIGRATION_LOCK = 4_718_220_931;

/** Brings the schema up to date; processes that start together take turns. Returns the names of what ran. */
export async function migrate(dataSource: DataSource): Promise<readonly string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await dataSource.runMigrations();
    return ran.map((migration) => migration.name);
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.release();
  }
}

// Fails when the migrations lead to another schema than the entities describe. Uses a Postgres of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseSchema } from '../dist/src/apps/database-schema.js';
import { createDataSource, migrate } from '../dist/src/platform/database/index.js';
import { startEmbeddedPostgres } from '../dist/src/platform/embedded-postgres/index.js';
import { createLogger } from '../dist/src/platform/logging/index.js';

const folder = mkdtempSync(join(tmpdir(), 'archway-check-'));
const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres') });
const dataSource = createDataSource(server.url, databaseSchema, createLogger('error', process.stderr));
try {
  await dataSource.initialize();
  await migrate(dataSource);
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  for (const { query } of upQueries)
    process.stderr.write(`the entities want what no migration does: ${query}\n`);
  await dataSource.undoLastMigration();
  await migrate(dataSource);
  process.exitCode = upQueries.length === 0 ? 0 : 1;
} finally {
  await dataSource.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

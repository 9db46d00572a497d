import type { Configuration } from '../platform/config/index.js';
import { migrate } from '../platform/database/index.js';
import { createLogger } from '../platform/logging/index.js';
import { openResources } from './resources.js';

/** Brings the database to the schema of this version; returns the names of the migrations that it ran. */
export async function migrateDatabase(configuration: Configuration): Promise<readonly string[]> {
  const resources = await openResources(configuration, createLogger('warn', process.stderr));
  try {
    return await migrate(resources.dataSource);
  } finally {
    await resources.dataSource.destroy();
    await resources.release();
  }
}

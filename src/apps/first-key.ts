import { MutationLog, MutationRepository } from '../modules/mutations/index.js';
import { ApiKeyRepository, ApiKeysService } from '../modules/projects/index.js';
import { DEFAULT_PROJECT } from '../platform/access/index.js';
import { Database } from '../platform/database/index.js';
import { DomainError } from '../platform/errors/index.js';
import type { Resources } from './resources.js';

/**
 * Sees to it that nobody reaches the API from another machine without a key.
 * @returns whether the API answers without one: on loopback, as long as there is none
 * @throws DomainError CONFLICT when the API is to listen beyond loopback and no key could open it
 */
export async function ensureKey({ configuration, dataSource, logger }: Resources): Promise<boolean> {
  const database = new Database(dataSource);
  const keys = new ApiKeyRepository(database);
  if (await keys.exist()) return false;
  if (configuration.loopbackOnly) {
    logger.warn(
      'No key exists: whoever can reach this machine’s loopback address may use the API. ' +
        '`archway keys create --admin` makes the first key and ends that',
    );
    return true;
  }
  if (!configuration.printFirstKey) {
    throw new DomainError(
      'CONFLICT',
      `ARCHWAY_HOST ${configuration.host} is not a loopback address, and no key exists yet that could open the API. ` +
        'Run `archway keys create --admin` on the same database first, or set ARCHWAY_PRINT_FIRST_KEY=true to have the ' +
        'first key printed at this start',
    );
  }
  const log = new MutationLog(database, new MutationRepository(database));
  const secret = await new ApiKeysService(keys, log).createFirst(DEFAULT_PROJECT, 'first key');
  // Not a log line: logs are kept and copied, and this is shown once.
  if (secret !== null) process.stderr.write(`The first key, shown this once: ${secret}\n`);
  return false;
}

import { SUPERUSER } from './cluster.js';
import { type DataFolder, readPassword } from './data-folder.js';
import { type Connection, ensureDatabase, isRefusedLogin } from './database.js';
import { EmbeddedPostgresError } from './errors.js';
import { clusterHolder } from './postmaster-pid.js';

/** A server that has accepted our password. */
export interface ReadyServer {
  readonly state: 'ready';
  readonly pid: number;
  readonly connection: Connection;
}

/** Whether a server runs on a data folder. `busy` is one that is starting, recovering or shutting down. */
export type RunningServer =
  | { readonly state: 'none' }
  | { readonly state: 'busy'; readonly pid: number; readonly reason: string }
  | ReadyServer;

/**
 * Looks for the server of a data folder and logs in to it; `ready` promises that `database` exists. That it accepts
 * the folder's password proves that it is the folder's server and not another program on a port of old.
 *
 * @throws EmbeddedPostgresError START_FAILED when it refuses the password
 */
export async function findRunningServer(data: DataFolder, database: string): Promise<RunningServer> {
  const holder = await clusterHolder(data.cluster);
  if (!holder) return { state: 'none' };
  const { pid, port, ready } = holder;
  if (port === undefined || !ready) return { state: 'busy', pid, reason: 'it is starting or shutting down' };
  const connection = { port, user: SUPERUSER, password: await readPassword(data) };
  try {
    await ensureDatabase(connection, database);
    return { state: 'ready', pid, connection };
  } catch (error) {
    if (!isRefusedLogin(error)) return { state: 'busy', pid, reason: String(error) };
    throw new EmbeddedPostgresError(
      'START_FAILED',
      `the server with pid ${pid} that runs on ${data.cluster} does not accept the password in ${data.passwordFile} (${String(error)}): stop that server, or restore the file`,
      { cause: error },
    );
  }
}

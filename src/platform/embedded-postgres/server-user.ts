import { stat } from 'node:fs/promises';
import { runCommand, type SystemUser } from './command.js';
import { EmbeddedPostgresError } from './errors.js';
import { unless } from './file-errors.js';

const CANDIDATES = ['postgres', 'nobody'];

/**
 * Whom to run the server as: undefined stands for ourselves. Postgres refuses to run as root, so root runs it as the
 * owner of the cluster, and a cluster that does not exist yet as `postgres` or `nobody`.
 *
 * @throws EmbeddedPostgresError FOLDER_NOT_USABLE when the cluster is not ours to run, START_FAILED when root finds
 * no user to become.
 */
export async function serverUserFor(clusterFolder: string): Promise<SystemUser | undefined> {
  const self = process.getuid?.() ?? -1;
  const owner = await unless(['ENOENT'], stat(clusterFolder));
  if (owner?.uid === 0) {
    throw new EmbeddedPostgresError(
      'FOLDER_NOT_USABLE',
      `${clusterFolder} belongs to root, as whom Postgres refuses to run: give it to its server's user, for example by 'chown -R postgres ${clusterFolder}'`,
    );
  }
  if (owner && owner.uid !== self && self !== 0) {
    throw new EmbeddedPostgresError(
      'FOLDER_NOT_USABLE',
      `${clusterFolder} belongs to the user with uid ${owner.uid}, but this process runs with uid ${self}: run as its owner or as root, or choose another data folder`,
    );
  }
  if (self !== 0) return undefined;
  if (owner) return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  return firstExistingUser();
}

async function firstExistingUser(): Promise<SystemUser> {
  for (const name of CANDIDATES) {
    const uid = await runCommand('id', ['-u', name]);
    const gid = await runCommand('id', ['-g', name]);
    if (uid.succeeded && gid.succeeded) return { name, uid: Number(uid.output), gid: Number(gid.output) };
  }
  throw new EmbeddedPostgresError(
    'START_FAILED',
    `Postgres refuses to run as root and there is no user ${CANDIDATES.join(' or ')} to run it as: create one ('useradd --system postgres') or run Archway as an ordinary user`,
  );
}

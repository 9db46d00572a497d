import { MutationLog, MutationRepository } from '../../src/modules/mutations/index.js';
import { ApiKeyRepository, ApiKeysService, ProjectRepository } from '../../src/modules/projects/index.js';
import { type ProjectId, type Scope, scopes } from '../../src/platform/access/index.js';
import type { Database } from '../../src/platform/database/index.js';
import { newId } from '../../src/platform/ids/index.js';
import { project } from './fixtures.js';

export interface TestKey {
  readonly id: string;
  readonly secret: string;
  /** What a request sends. */
  readonly headers: { readonly authorization: string };
}

/** A key on the database, with every scope unless some are named. */
export async function createKey(
  { database }: { readonly database: Database },
  { projectId = project, only = scopes }: { projectId?: ProjectId; only?: readonly Scope[] } = {},
): Promise<TestKey> {
  const log = new MutationLog(database, new MutationRepository(database));
  const service = new ApiKeysService(new ApiKeyRepository(database), log);
  const { key, secret } = await service.create(projectId, { name: 'of a test', scopes: [...only] });
  if (secret === null) throw new Error('a new key has a secret');
  return { id: key.id, secret, headers: { authorization: `Bearer ${secret}` } };
}

/** A project of its own, without quotas unless some are given. */
export async function createProject(
  { database }: { readonly database: Database },
  quotas: { maxRunningSessions?: number; maxDeviceHoursPerMonth?: number } = {},
): Promise<ProjectId> {
  const id = newId() as ProjectId;
  const { maxRunningSessions = null, maxDeviceHoursPerMonth = null } = quotas;
  await new ProjectRepository(database).insert({ id, name: id, maxRunningSessions, maxDeviceHoursPerMonth });
  return id;
}

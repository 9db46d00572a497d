import { type CreateKeyFlags, keyLine, readKeyFlags, readOverlap } from '../client/commands/key-flags.js';
import { orNull, wholeNumber } from '../client/commands/number-flag.js';
import { MutationLog, MutationRepository } from '../modules/mutations/index.js';
import { ApiKeyRepository, ApiKeysService, ProjectRepository } from '../modules/projects/index.js';
import { DEFAULT_PROJECT, type ProjectId } from '../platform/access/index.js';
import { ownConfiguration } from '../platform/config/index.js';
import { Database } from '../platform/database/index.js';
import { DomainError, parseId, parseInput, plainText } from '../platform/errors/index.js';
import { newId } from '../platform/ids/index.js';
import { createLogger } from '../platform/logging/index.js';
import { openResources } from './resources.js';

export interface QuotaFlags {
  readonly maxRunningSessions?: string;
  readonly maxDeviceHoursPerMonth?: string;
}

const LISTED = 500;

const print = (line: string) => void process.stdout.write(`${line}\n`);

interface Operator {
  readonly keys: ApiKeyRepository;
  readonly service: ApiKeysService;
  readonly projects: ProjectRepository;
}

export const createKey = (flags: CreateKeyFlags & { project: string }): Promise<void> =>
  onDatabase(async ({ service, projects }) => {
    const wanted = readKeyFlags(flags);
    const { secret, key } = await service.create(await projectId(projects, flags.project), wanted);
    process.stderr.write(
      `Key ${key.id} to project ${flags.project} (${key.scopes.join(', ')}), shown this once:\n`,
    );
    if (secret !== null) print(secret);
  });

export const listKeys = ({ project }: { project: string }): Promise<void> =>
  onDatabase(async ({ keys, projects }) => {
    const rows = await keys.ofProject(await projectId(projects, project), LISTED, undefined);
    for (const { expiresAt, revokedAt, lastUsedAt, ...key } of rows) {
      const instants = {
        expiresAt: expiresAt?.toISOString() ?? null,
        revokedAt: revokedAt?.toISOString() ?? null,
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      };
      print(keyLine({ ...key, ...instants }));
    }
  });

export const rotateKey = (
  id: string,
  { project, overlapSeconds }: { project: string; overlapSeconds: string },
): Promise<void> =>
  onDatabase(async ({ service, projects }) => {
    const overlap = readOverlap(overlapSeconds);
    const { secret } = await service.rotate(await projectId(projects, project), parseId(id, 'id'), overlap);
    process.stderr.write(`New secret of key ${id}, shown this once:\n`);
    if (secret !== null) print(secret);
  });

export const revokeKey = (id: string, { project }: { project: string }): Promise<void> =>
  onDatabase(async ({ service, projects }) => {
    await service.revoke(await projectId(projects, project), parseId(id, 'id'));
    print(`Revoked: ${id}`);
  });

export const createProject = (name: string, flags: QuotaFlags): Promise<void> =>
  onDatabase(async ({ projects }) => {
    const project = {
      id: newId() as ProjectId,
      name: parseInput(plainText(100), name, ['name']),
      ...quotasOf(flags),
    };
    if (!(await projects.insert(project)))
      throw new DomainError('CONFLICT', `there is a project ${name} already`);
    print(`Made: ${project.id}  ${project.name}`);
  });

export const setQuotas = (name: string, flags: QuotaFlags): Promise<void> =>
  onDatabase(async ({ projects }) => {
    await projects.setQuotas(await projectId(projects, name), quotasOf(flags));
    print(`Set: ${name}`);
  });

export const listProjects = (): Promise<void> =>
  onDatabase(async ({ projects }) => {
    for (const { id, name, maxRunningSessions, maxDeviceHoursPerMonth } of await projects.all()) {
      print(
        `${id}  ${name}  searches under way: ${maxRunningSessions ?? 'no limit'}, ` +
          `device-hours a month: ${maxDeviceHoursPerMonth ?? 'no limit'}`,
      );
    }
  });

function quotasOf(flags: QuotaFlags) {
  return {
    maxRunningSessions: limit('--max-running-sessions', flags.maxRunningSessions),
    maxDeviceHoursPerMonth: limit('--max-device-hours-per-month', flags.maxDeviceHoursPerMonth),
  };
}

const limit = (flag: string, text: string | undefined) =>
  orNull(text, (given) => wholeNumber(flag, given, { least: 0, most: 1_000_000 }));

async function projectId(projects: ProjectRepository, name: string): Promise<ProjectId> {
  if (name === 'default') return DEFAULT_PROJECT;
  const project = await projects.findByName(name);
  if (!project)
    throw new DomainError('NOT_FOUND', `there is no project ${name}: \`archway projects list\` shows them`);
  return project.id;
}

async function onDatabase(work: (operator: Operator) => Promise<void>): Promise<void> {
  const resources = await openResources(ownConfiguration(), createLogger('warn', process.stderr));
  try {
    const database = new Database(resources.dataSource);
    await database.assertReady();
    const keys = new ApiKeyRepository(database);
    const log = new MutationLog(database, new MutationRepository(database));
    await work({ keys, service: new ApiKeysService(keys, log), projects: new ProjectRepository(database) });
  } finally {
    await resources.dataSource.destroy();
    await resources.release();
  }
}

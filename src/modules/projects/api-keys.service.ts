import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type ProjectId, scopes } from '../../platform/access/index.js';
import { DomainError, parseInput, plainText } from '../../platform/errors/index.js';
import { newId } from '../../platform/ids/index.js';
import { MutationLog, type MutationOrder } from '../mutations/index.js';
import { newSecret } from './secret.js';
import { ApiKeyRepository, type ApiKeyView } from './typeorm-api-keys.js';

const SECONDS_A_DAY = 86_400;
const MAXIMUM_OVERLAP_SECONDS = 30 * SECONDS_A_DAY;
export const DEFAULT_OVERLAP_SECONDS = SECONDS_A_DAY;

const newKeySchema = z.strictObject({
  name: plainText(100),
  scopes: z
    .array(z.enum(scopes, { error: `must be one of ${scopes.join(', ')}` }))
    .min(1, `must have at least one of ${scopes.join(', ')}`)
    .transform((given) => scopes.filter((scope) => given.includes(scope))),
  expiresAt: z
    .date()
    .nullish()
    .transform((instant) => instant ?? null),
});

const overlapMessage = `must be a whole number of seconds from 0 to ${MAXIMUM_OVERLAP_SECONDS}, 30 days`;
const overlapSchema = z
  .number({ error: overlapMessage })
  .int(overlapMessage)
  .min(0, overlapMessage)
  .max(MAXIMUM_OVERLAP_SECONDS, overlapMessage);

export type NewKey = z.input<typeof newKeySchema>;

/** A key together with its secret, which nobody can ask for again: null for an order that was carried out before. */
export interface IssuedKey {
  readonly key: ApiKeyView;
  readonly secret: string | null;
}

/** Makes, renews and revokes the keys of a project. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly log: MutationLog,
  ) {}

  /** @throws DomainError INVALID_INPUT */
  async create(projectId: ProjectId, input: NewKey, order: MutationOrder | null = null): Promise<IssuedKey> {
    const values = parseInput(newKeySchema, input);
    const { text, prefix, hash } = newSecret();
    const key = { id: newId(), projectId, ...values, prefix, secretHash: hash };
    const { subjectId, isNew } = await this.log.carryOut(order, key.id, (transaction) =>
      this.keys.insert(key, transaction),
    );
    return { key: await this.get(projectId, subjectId), secret: isNew ? text : null };
  }

  /** The first key of all, with every scope; null when there is one already. */
  async createFirst(projectId: ProjectId, name: string): Promise<string | null> {
    const { text, prefix, hash } = newSecret();
    const key = {
      id: newId(),
      projectId,
      name,
      scopes: [...scopes],
      prefix,
      secretHash: hash,
      expiresAt: null,
    };
    return (await this.keys.insertFirst(key)) ? text : null;
  }

  /**
   * Gives a key a new secret. The old one opens for `overlapSeconds` more, so that whoever uses it has time to change.
   * @throws DomainError INVALID_INPUT, NOT_FOUND, CONFLICT
   */
  async rotate(
    projectId: ProjectId,
    id: string,
    overlapSeconds: number,
    order: MutationOrder | null = null,
  ): Promise<IssuedKey> {
    const overlap = parseInput(overlapSchema, overlapSeconds, ['overlapSeconds']);
    const secret = newSecret();
    await this.get(projectId, id);
    const { isNew } = await this.log.carryOut(order, id, async (transaction) => {
      if (await this.keys.rotate(transaction, projectId, id, secret, overlap)) return;
      throw new DomainError('CONFLICT', 'the key has expired or was revoked: create a new one');
    });
    return { key: await this.get(projectId, id), secret: isNew ? secret.text : null };
  }

  /**
   * Both secrets of the key open nothing any more, at once. Harmless when that is so already.
   * @throws DomainError NOT_FOUND
   */
  async revoke(projectId: ProjectId, id: string, order: MutationOrder | null = null): Promise<ApiKeyView> {
    await this.get(projectId, id);
    await this.log.carryOut(order, id, (transaction) => this.keys.revoke(transaction, projectId, id));
    return this.get(projectId, id);
  }

  private async get(projectId: ProjectId, id: string): Promise<ApiKeyView> {
    return (await this.keys.find(projectId, id)) ?? notFound(id);
  }
}

function notFound(id: string): never {
  throw new DomainError('NOT_FOUND', `there is no key ${id}`);
}

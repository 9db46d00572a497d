import { Inject, Injectable } from '@nestjs/common';
import { DEFAULT_PROJECT, type Principal, scopes } from '../../platform/access/index.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { DomainError } from '../../platform/errors/index.js';
import { sharedLookUps } from '../../platform/repetition/index.js';
import { hasFormOfSecret, hashOfSecret } from './secret.js';
import { ApiKeyRepository } from './typeorm-api-keys.js';

const ANYONE: Principal = { projectId: DEFAULT_PROJECT, keyId: null, scopes: new Set(scopes) };

const refuse = (message: string) => new DomainError('UNAUTHENTICATED', message);

/**
 * Finds out who asks. Nothing is remembered between requests, so that a key that is revoked opens nothing more: those that arrive
 * together are looked up together.
 */
@Injectable()
export class Authentication {
  /** No key is ever deleted: what was closed once stays so. */
  private closed = false;

  private readonly keysInUse = sharedLookUps((hashes: readonly Buffer[]) => this.keys.findInUse(hashes));

  private readonly anyKey = sharedLookUps(async (askers: readonly 'anyone'[]) => {
    const exists = await this.keys.exist();
    return askers.map(() => exists);
  });

  constructor(
    private readonly keys: ApiKeyRepository,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Whether anyone may come in: on loopback only, and until the first key was made. */
  async isOpen(): Promise<boolean> {
    if (!this.configuration.loopbackOnly) return false;
    this.closed ||= await this.anyKey.load('anyone');
    return !this.closed;
  }

  /**
   * Reads the value of an Authorization header.
   * @throws DomainError UNAUTHENTICATED
   */
  async authenticate(authorization: string | undefined): Promise<Principal> {
    if (authorization === undefined) {
      if (await this.isOpen()) return ANYONE;
      throw refuse('a key is needed: send it as "Authorization: Bearer aw_..."');
    }
    const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (secret === undefined || !hasFormOfSecret(secret)) {
      throw refuse('the Authorization header is not "Bearer aw_..." with a whole key');
    }
    const key = await this.keysInUse.load(hashOfSecret(secret));
    if (!key) throw refuse('the key is not known, has expired or was revoked');
    if (key.stale) await this.keys.touch(key.id);
    return { projectId: key.projectId, keyId: key.id, scopes: new Set(key.scopes) };
  }

  /**
   * For what goes on after a request was let in.
   * @throws DomainError UNAUTHENTICATED when the principal would not be let in now
   */
  async assertValid({ keyId }: Principal): Promise<void> {
    const valid = keyId === null ? await this.isOpen() : await this.keys.isValid(keyId);
    if (!valid) throw refuse('the key has expired or was revoked');
  }
}

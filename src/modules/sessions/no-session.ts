import { DomainError } from '../../platform/errors/index.js';

/** @throws DomainError NOT_FOUND */
export function noSession(id: string): never {
  throw new DomainError('NOT_FOUND', `there is no search session ${id}`);
}

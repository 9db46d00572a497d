import { ArchwayError } from '../archway-error.js';
import type { KeyFragment, Scope } from '../generated/operations.js';
import { orNull, wholeNumber } from './number-flag.js';

export const scopeNames: readonly Scope[] = ['read', 'submit', 'work', 'admin'];

export interface CreateKeyFlags {
  readonly name: string;
  readonly scopes?: string;
  readonly admin?: boolean;
  readonly expiresInDays?: string;
}

const MILLISECONDS_A_DAY = 86_400_000;
const MAXIMUM_DAYS = 3650;

/**
 * What a key is to be; the server looks at the scopes.
 * @throws ArchwayError INVALID_INPUT
 */
export function readKeyFlags({ name, scopes, admin, expiresInDays }: CreateKeyFlags) {
  if (!admin && !scopes) {
    throw refusal(`say what the key may do: --scopes with some of ${scopeNames.join(', ')}, or --admin`);
  }
  const wanted = admin ? [...scopeNames] : (scopes ?? '').split(',').map(scopeOf);
  return { name, scopes: wanted, expiresAt: orNull(expiresInDays, expiryOf) };
}

function scopeOf(text: string): Scope {
  const scope = scopeNames.find((name) => name === text);
  if (scope) return scope;
  throw refusal(`--scopes: there is no '${text}': choose of ${scopeNames.join(', ')}`);
}

function expiryOf(days: string): Date {
  const count = wholeNumber('--expires-in-days', days, { least: 1, most: MAXIMUM_DAYS });
  return new Date(performance.timeOrigin + performance.now() + count * MILLISECONDS_A_DAY);
}

/** For how long the secret before a rotation opens as well. The server looks at the range. */
export const readOverlap = (text: string): number =>
  wholeNumber('--overlap-seconds', text, { unit: 'seconds' });

const refusal = (message: string) => new ArchwayError('INVALID_INPUT', message);

/** A key as a line for people. */
export function keyLine(
  key: Pick<KeyFragment, 'id' | 'prefix' | 'name' | 'scopes' | 'expiresAt' | 'revokedAt' | 'lastUsedAt'>,
): string {
  const { id, prefix, name, scopes, expiresAt, revokedAt, lastUsedAt } = key;
  const end = revokedAt ? 'revoked' : expiresAt ? `until ${expiresAt}` : 'never expires';
  const use = lastUsedAt ? `used ${lastUsedAt}` : 'never used';
  return `${id}  ${prefix}...  ${scopes.join(',')}  ${end}  ${use}  ${name}`;
}

import { ArchwayError } from '../archway-error.js';
import type { KeyFragment, Scope } from '../generated/operations.js';

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
  return { name, scopes: wanted, expiresAt: expiryOf(expiresInDays) };
}

function scopeOf(text: string): Scope {
  const scope = scopeNames.find((name) => name === text);
  if (scope) return scope;
  throw refusal(`--scopes: there is no '${text}': choose of ${scopeNames.join(', ')}`);
}

function expiryOf(days: string | undefined): Date | null {
  if (days === undefined) return null;
  const count = Number(days);
  if (!Number.isInteger(count) || count < 1 || count > MAXIMUM_DAYS) {
    throw refusal(`--expires-in-days must be a whole number from 1 to ${MAXIMUM_DAYS}`);
  }
  return new Date(performance.timeOrigin + performance.now() + count * MILLISECONDS_A_DAY);
}

/** For how long the secret before a rotation opens as well. The server looks at the range. */
export function readOverlap(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds)) return seconds;
  throw refusal('--overlap-seconds must be a whole number of seconds');
}

const refusal = (message: string) => new ArchwayError('INVALID_INPUT', message);

/** A key as a line for people. */
export function keyLine(
  key: Pick<KeyFragment, 'id' | 'prefix' | 'name' | 'scopes' | 'expiresAt' | 'revokedAt'>,
): string {
  const { id, prefix, name, scopes, expiresAt, revokedAt } = key;
  const end = revokedAt ? 'revoked' : expiresAt ? `until ${expiresAt}` : 'never expires';
  return `${id}  ${prefix}...  ${scopes.join(',')}  ${end}  ${name}`;
}

import { createHash, randomBytes } from 'node:crypto';

const FORM = /^aw_[\w-]{43}$/;
const SHOWN_CHARACTERS = 9;

/** What the holder of a key keeps; the service keeps `hash` and `prefix`. */
export interface Secret {
  readonly text: string;
  readonly prefix: string;
  readonly hash: Buffer;
}

export function newSecret(): Secret {
  const text = `aw_${randomBytes(32).toString('base64url')}`;
  return { text, prefix: text.slice(0, SHOWN_CHARACTERS), hash: hashOfSecret(text) };
}

export const hasFormOfSecret = (text: string): boolean => FORM.test(text);

/**
 * One SHA-256, no salt and no stretching: those protect what people choose and others can guess. A
 * secret has 256 random bits, of which nobody finds one by trying; and a slow digest on every request
 * would only make it cheap to keep the server busy.
 */
export const hashOfSecret = (text: string): Buffer => createHash('sha256').update(text).digest();

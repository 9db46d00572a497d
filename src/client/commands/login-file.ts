import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Connection } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';

const schema = z.strictObject({ url: z.url(), key: z.string().optional() });

/** Readable by its owner only: it holds a key. */
const PRIVATE = 0o600;

/** What `archway login` stored, or null. */
export function readLogin(file: string): Connection | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new ArchwayError('INVALID_INPUT', `${file} is not what \`archway login\` writes: log in again`);
  }
  return parsed.data;
}

export function writeLogin(file: string, login: Connection): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // The mode of an existing file would stay as it is.
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(login)}\n`, { mode: PRIVATE });
}

export const removeLogin = (file: string): void => rmSync(file, { force: true });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

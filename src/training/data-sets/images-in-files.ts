import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DataSetError } from './data-set-error.js';

/** Where images lie in a file: that of example i begins at byte offset + i * stride. */
export interface ImageFile {
  readonly path: string;
  readonly count: number;
  readonly offset: number;
  readonly stride: number;
}

/** Files that are kept open, of all data sets of the process together. */
const MOST_OPEN = 16;
/** Descriptors by path and identity; the one that was opened first is closed first. */
const open = new Map<string, number>();

/** A file as it was when the data set was loaded. */
export interface IdentifiedFile extends ImageFile {
  readonly identity: string;
}

/** @throws DataSetError FILE_MISSING */
export const identified = (files: readonly ImageFile[]): IdentifiedFile[] =>
  files.map((file) => ({ ...file, identity: identityOf(file.path) }));

/**
 * Puts image `index` of the files, taken one after the other, into `target`.
 * @throws DataSetError FILE_INVALID when a file has changed
 */
export function readFromFiles(files: readonly IdentifiedFile[], index: number, target: Uint8Array): void {
  let [file, position] = [0, index];
  while (position >= (files[file]?.count ?? Number.POSITIVE_INFINITY)) {
    position -= files[file]?.count ?? 0;
    file += 1;
  }
  const { path = '', identity = '', offset = 0, stride = 0 } = files[file] ?? {};
  const read = readSync(descriptorOf(path, identity), target, 0, target.length, offset + position * stride);
  if (read !== target.length) throw changed(path);
}

/** What tells a file from one that has taken its place. */
function identityOf(path: string): string {
  const descriptor = opened(path);
  try {
    return identityOfOpen(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function identityOfOpen(descriptor: number): string {
  const { dev, ino, size, mtimeMs } = fstatSync(descriptor);
  return [dev, ino, size, mtimeMs].join(':');
}

function descriptorOf(path: string, identity: string): number {
  const key = `${path}\n${identity}`;
  const known = open.get(key);
  if (known !== undefined) return known;
  const descriptor = opened(path);
  if (identityOfOpen(descriptor) !== identity) {
    closeSync(descriptor);
    throw changed(path);
  }
  open.set(key, descriptor);
  const [oldest] = open;
  if (open.size > MOST_OPEN && oldest) {
    open.delete(oldest[0]);
    closeSync(oldest[1]);
  }
  return descriptor;
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataSetError('FILE_MISSING', `${path}: cannot be read (${reason})`, { cause });
  }
}

const changed = (path: string): DataSetError =>
  new DataSetError(
    'FILE_INVALID',
    `${path}: has changed since the data set was loaded; create the experiment anew`,
  );

import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { SetupError } from './setup-error.js';

interface Entry {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly size: number;
  readonly headerOffset: number;
}

const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const CENTRAL_LENGTH = 46;
const LOCAL_LENGTH = 30;
const DEFLATED = 8;

/**
 * Writes each file of a zip archive for which `targetOf` names a path, without holding any of them in memory. Reads what
 * wheels are: one file, no encryption, no zip64 (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
 * @returns the names that were written
 * @throws SetupError when the file is no such archive
 */
export async function extractZip(
  path: string,
  targetOf: (name: string) => string | undefined,
): Promise<string[]> {
  const file = await open(path);
  try {
    const written: string[] = [];
    for (const entry of await entriesOf(file, path)) {
      const target = targetOf(entry.name);
      if (target === undefined) continue;
      await mkdir(dirname(target), { recursive: true });
      await extract(path, file, entry, target);
      written.push(entry.name);
    }
    return written;
  } finally {
    await file.close();
  }
}

async function entriesOf(file: FileHandle, path: string): Promise<Entry[]> {
  const { size } = await file.stat();
  const tail = await bytesAt(file, Math.max(0, size - END_LENGTH - LONGEST_COMMENT), size);
  let end = tail.length - END_LENGTH;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end -= 1;
  if (end < 0) throw new SetupError(`${path} is no zip archive, or was cut short`);
  const start = tail.readUInt32LE(end + 16);
  const directory = await bytesAt(file, start, start + tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; at + CENTRAL_LENGTH <= directory.length; ) {
    if (directory.readUInt32LE(at) !== CENTRAL) throw new SetupError(`${path}: its directory is damaged`);
    const nameEnd = at + CENTRAL_LENGTH + directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + CENTRAL_LENGTH, nameEnd),
      isDeflated: directory.readUInt16LE(at + 10) === DEFLATED,
      size: directory.readUInt32LE(at + 20),
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function extract(path: string, file: FileHandle, entry: Entry, target: string): Promise<void> {
  const header = await bytesAt(file, entry.headerOffset, entry.headerOffset + LOCAL_LENGTH);
  const start = entry.headerOffset + LOCAL_LENGTH + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (entry.size === 0) return writeFile(target, '');
  const sink = createWriteStream(target);
  const source = createReadStream(path, { start, end: start + entry.size - 1 });
  await (entry.isDeflated ? pipeline(source, createInflateRaw(), sink) : pipeline(source, sink));
}

async function bytesAt(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
  return buffer;
}

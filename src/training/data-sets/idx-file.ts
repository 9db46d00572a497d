import { access, open, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataSetError } from './data-set-error.js';
import { type Images, imagesInFiles, imagesInMemory } from './images.js';

/** Dimensions that a file has to have, outermost first; `null` where any size will do. */
export type ExpectedDimensions = readonly (number | null)[];

export interface IdxArray {
  readonly dimensions: readonly number[];
  readonly values: Uint8Array;
}

/** Third byte of the magic number: the values are unsigned bytes. */
const UNSIGNED_BYTE = 0x08;
const WORD = 4;
const unzip = promisify(gunzip);

/**
 * Reads an IDX file of unsigned bytes (the format of MNIST): a big-endian magic number 0x000008NN with NN
 * dimensions, their sizes, the values. The file may be gzipped and then may be called `path`.gz.
 * @throws DataSetError FILE_MISSING, or FILE_INVALID when magic, dimensions or length are not as expected
 */
export async function readIdxFile(path: string, expected: ExpectedDimensions): Promise<IdxArray> {
  const file = await locate(path);
  const bytes = await readBytes(file);
  return parseIdx(file, bytes, expected);
}

/** Images of an IDX file, by their example. */
export interface IdxImages {
  /** [examples, ...]. */
  readonly dimensions: readonly number[];
  readonly images: Images;
}

/**
 * The images of an IDX file, whose first dimension is the example's. Those of a plain file stay in it; a gzipped one can only be
 * read from its beginning, and is held in memory.
 * @throws DataSetError as readIdxFile does
 */
export async function openIdxImages(path: string, expected: ExpectedDimensions): Promise<IdxImages> {
  const file = await locate(path);
  const { head, size } = await readHead(file);
  if (isGzip(head)) {
    const { dimensions, values } = parseIdx(file, await readBytes(file), expected);
    return { dimensions, images: imagesInMemory(values) };
  }
  const dimensions = parseHeader(file, head, size, expected);
  const [count = 0, ...extents] = dimensions;
  const stride = extents.reduce((product, extent) => product * extent, 1);
  const offset = headerLengthOf(expected);
  return { dimensions, images: imagesInFiles([{ path: file, count, offset, stride }]) };
}

/** How many dimensions a file says that it has; 0 where it is none that could be read. */
export async function idxRank(path: string): Promise<number> {
  const file = await locate(path);
  const { head } = await readHead(file);
  return (isGzip(head) ? await readBytes(file) : head)[3] ?? 0;
}

/** @throws DataSetError FILE_INVALID naming the first value that is not below `limit` */
export function checkRange(path: string, values: Uint8Array, limit: number): void {
  const position = values.findIndex((value) => value >= limit);
  if (position >= 0) {
    throw invalid(path, `value ${values[position]} at position ${position}`, `values from 0 to ${limit - 1}`);
  }
}

async function locate(path: string): Promise<string> {
  for (const candidate of [path, `${path}.gz`]) {
    const found = await access(candidate).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  throw new DataSetError('FILE_MISSING', `${path}: no such file, nor ${path}.gz; expected an IDX file`);
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    const bytes = await readFile(file);
    return isGzip(bytes) ? await unzip(bytes) : bytes;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

const LONGEST_HEADER = 64;

/** The first bytes of a file, and how long it is. */
async function readHead(file: string): Promise<{ head: Buffer; size: number }> {
  const handle = await open(file).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LONGEST_HEADER), 0, LONGEST_HEADER, 0);
    return { head: buffer.subarray(0, bytesRead), size: (await handle.stat()).size };
  } catch (cause) {
    throw unreadable(file, cause);
  } finally {
    await handle.close();
  }
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const headerLengthOf = (expected: ExpectedDimensions): number => WORD + WORD * expected.length;

function parseIdx(file: string, bytes: Buffer, expected: ExpectedDimensions): IdxArray {
  const dimensions = parseHeader(file, bytes, bytes.length, expected);
  const start = headerLengthOf(expected);
  const values = new Uint8Array(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  return { dimensions, values };
}

/** @param size of the whole file, in bytes */
function parseHeader(file: string, head: Buffer, size: number, expected: ExpectedDimensions): number[] {
  const headerLength = headerLengthOf(expected);
  if (size < headerLength) throw invalid(file, `${size} bytes`, `a header of ${headerLength} bytes`);
  const magic = head.readUInt32BE(0);
  const expectedMagic = (UNSIGNED_BYTE << 8) | expected.length;
  if (magic !== expectedMagic) {
    throw invalid(
      file,
      `magic number ${hex(magic)}`,
      `${hex(expectedMagic)} (unsigned bytes, ${expected.length} dimensions)`,
    );
  }
  const dimensions = expected.map((_, axis) => head.readUInt32BE(WORD + WORD * axis));
  if (expected.some((extent, axis) => extent !== null && extent !== dimensions[axis])) {
    throw invalid(
      file,
      `dimensions ${dimensions.join(' x ')}`,
      expected.map((extent) => extent ?? 'any').join(' x '),
    );
  }
  const length = headerLength + dimensions.reduce((product, extent) => product * extent, 1);
  if (size !== length) {
    throw invalid(file, `${size} bytes`, `${length} for dimensions ${dimensions.join(' x ')}`);
  }
  return dimensions;
}

const hex = (word: number): string => `0x${word.toString(16).padStart(8, '0')}`;

const invalid = (file: string, found: string, expected: string): DataSetError =>
  new DataSetError('FILE_INVALID', `${file}: found ${found}, expected ${expected}`);

function unreadable(file: string, cause: unknown): DataSetError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${file}: cannot be read (${reason}); expected an IDX file, plain or gzipped`;
  return new DataSetError('FILE_INVALID', message, { cause });
}

import { access, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataSetError } from './data-set-error.js';

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
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return isGzip ? await unzip(bytes) : bytes;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataSetError(
      'FILE_INVALID',
      `${file}: cannot be read (${reason}); expected an IDX file, plain or gzipped`,
      { cause },
    );
  }
}

function parseIdx(file: string, bytes: Buffer, expected: ExpectedDimensions): IdxArray {
  const headerLength = WORD + WORD * expected.length;
  if (bytes.length < headerLength) {
    throw invalid(file, `${bytes.length} bytes`, `a header of ${headerLength} bytes`);
  }
  const magic = bytes.readUInt32BE(0);
  const expectedMagic = (UNSIGNED_BYTE << 8) | expected.length;
  if (magic !== expectedMagic) {
    throw invalid(
      file,
      `magic number ${hex(magic)}`,
      `${hex(expectedMagic)} (unsigned bytes, ${expected.length} dimensions)`,
    );
  }
  const dimensions = expected.map((_, axis) => bytes.readUInt32BE(WORD + WORD * axis));
  if (expected.some((size, axis) => size !== null && size !== dimensions[axis])) {
    throw invalid(
      file,
      `dimensions ${dimensions.join(' x ')}`,
      expected.map((size) => size ?? 'any').join(' x '),
    );
  }
  const length = headerLength + dimensions.reduce((product, size) => product * size, 1);
  if (bytes.length !== length) {
    throw invalid(file, `${bytes.length} bytes`, `${length} for dimensions ${dimensions.join(' x ')}`);
  }
  return {
    dimensions,
    values: new Uint8Array(bytes.buffer, bytes.byteOffset + headerLength, length - headerLength),
  };
}

const hex = (word: number): string => `0x${word.toString(16).padStart(8, '0')}`;

const invalid = (file: string, found: string, expected: string): DataSetError =>
  new DataSetError('FILE_INVALID', `${file}: found ${found}, expected ${expected}`);

import { type IdentifiedFile, type ImageFile, identified, readFromFiles } from './images-in-files.js';

/** Where images lie. Plain data, which another thread can be sent; it shares the bytes. */
export type ImageSource =
  | { readonly in: 'memory'; readonly bytes: Uint8Array }
  | { readonly in: 'files'; readonly files: readonly IdentifiedFile[] };

/** Raw pixels of the examples of a split, each [channels, height, width]. */
export interface Images {
  readonly source: ImageSource;
  /** Example of the source that is example 0 here. */
  readonly first: number;
  /**
   * Puts the image of an example into `target`.
   * @throws DataSetError FILE_INVALID when the file that it lies in is no longer what was loaded
   */
  read(index: number, target: Uint8Array): void;
}

/** The images of a source, from `first` on. */
export const imagesOf = (source: ImageSource, first = 0): Images => ({
  source,
  first,
  read: (index, target) => {
    const example = first + index;
    if (source.in === 'files') readFromFiles(source.files, example, target);
    else target.set(source.bytes.subarray(example * target.length, (example + 1) * target.length));
  },
});

/** Images that lie in `bytes` one after the other. */
export const imagesInMemory = (bytes: Uint8Array): Images => imagesOf({ in: 'memory', bytes: shared(bytes) });

/**
 * Images that stay in their files and are read one by one when they are wanted, so that a data set may be larger than memory: the
 * system keeps in its page cache, which all trainers of a machine share, as much as it has room for. Node has no mmap.
 */
export const imagesInFiles = (files: readonly ImageFile[]): Images =>
  imagesOf({ in: 'files', files: identified(files) });

/** The images from `first` on. */
export const imagesFrom = (images: Images, first: number): Images =>
  imagesOf(images.source, images.first + first);

/** All images one after the other: for what is small, such as a batch. */
export function readImages(images: Images, count: number, imageSize: number): Uint8Array {
  const bytes = new Uint8Array(count * imageSize);
  for (let index = 0; index < count; index += 1)
    images.read(index, bytes.subarray(index * imageSize, (index + 1) * imageSize));
  return bytes;
}

/** The same bytes where threads can share them. */
function shared(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

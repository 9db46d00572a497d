/** Raw pixels of the examples of a split, each [channels, height, width]. */
export interface Images {
  /**
   * Puts the image of an example into `target`.
   * @throws DataSetError FILE_INVALID when the file that it lies in is no longer what was loaded
   */
  read(index: number, target: Uint8Array): void;
}

/** Images that lie in `bytes` one after the other. */
export const imagesInMemory = (bytes: Uint8Array): Images => ({
  read: (index, target) => target.set(bytes.subarray(index * target.length, (index + 1) * target.length)),
});

/** The images from `first` on. */
export const imagesFrom = (images: Images, first: number): Images => ({
  read: (index, target) => images.read(first + index, target),
});

/** All images one after the other: for what is small, such as a batch. */
export function readImages(images: Images, count: number, imageSize: number): Uint8Array {
  const bytes = new Uint8Array(count * imageSize);
  for (let index = 0; index < count; index += 1)
    images.read(index, bytes.subarray(index * imageSize, (index + 1) * imageSize));
  return bytes;
}

import type { ImageFormat } from './image-format.js';

/** Statistics of raw pixels, one of each for every channel. A network sees (pixel - mean) / std. */
export interface Normalisation {
  readonly mean: readonly number[];
  /** Never 0: a channel without contrast has 1. */
  readonly std: readonly number[];
}

/** Population mean and standard deviation of each channel of `images`, [n, channels, height, width]. */
export function normalisationOf(images: Uint8Array, format: ImageFormat): Normalisation {
  const area = format.height * format.width;
  const pixels = images.length / format.channels;
  const moments = Array.from({ length: format.channels }, () => ({ sum: 0, squares: 0 }));
  for (let plane = 0; plane * area < images.length; plane += 1) {
    const moment = moments[plane % format.channels];
    if (moment === undefined) continue;
    for (const pixel of images.subarray(plane * area, (plane + 1) * area)) {
      moment.sum += pixel;
      moment.squares += pixel * pixel;
    }
  }
  const mean = moments.map(({ sum }) => sum / pixels);
  const std = moments.map(({ squares }, channel) => {
    const variance = squares / pixels - (mean[channel] ?? 0) ** 2;
    return variance > 0 ? Math.sqrt(variance) : 1;
  });
  return { mean, std };
}

/** For each channel what its 256 pixel values become: the value of `pixel` is at [channel * 256 + pixel]. */
export function normalisedValues({ mean, std }: Normalisation): Float32Array {
  return Float32Array.from(
    mean.flatMap((centre, channel) => {
      const scale = std[channel] ?? 1;
      return Array.from({ length: 256 }, (_, pixel) => (pixel - centre) / scale);
    }),
  );
}

import type { ImageFormat } from './image-format.js';

/** Statistics of raw pixels, one of each for every channel. A network sees (pixel - mean) / std. */
export interface Normalisation {
  readonly mean: readonly number[];
  /** Never 0: a channel without contrast has 1. */
  readonly std: readonly number[];
}

/** Gathers population mean and standard deviation of each channel, image by image. */
export class PixelStatistics {
  readonly #area: number;
  readonly #moments: { sum: number; squares: number; pixels: number }[];

  constructor({ channels, height, width }: ImageFormat) {
    this.#area = height * width;
    this.#moments = Array.from({ length: channels }, () => ({ sum: 0, squares: 0, pixels: 0 }));
  }

  /** @param image [channels, height, width] */
  add(image: Uint8Array): void {
    this.#moments.forEach((moment, channel) => {
      for (const pixel of image.subarray(channel * this.#area, (channel + 1) * this.#area)) {
        moment.sum += pixel;
        moment.squares += pixel * pixel;
      }
      moment.pixels += this.#area;
    });
  }

  normalisation(): Normalisation {
    const mean = this.#moments.map(({ sum, pixels }) => sum / pixels);
    const std = this.#moments.map(({ squares, pixels }, channel) => {
      const variance = squares / pixels - (mean[channel] ?? 0) ** 2;
      return variance > 0 ? Math.sqrt(variance) : 1;
    });
    return { mean, std };
  }
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

import { type Bits, distanceOf } from './bits.js';
import { choleskyFactor, solveLower, solveUpper, withRow } from './cholesky.js';

/** What a predictor learns from. */
export interface Examples {
  readonly rows: readonly Bits[];
  readonly targets: readonly number[];
}

export interface Hyperparameters {
  /** Features in which two architectures differ while their correlation falls to 1/e. */
  readonly lengthScale: number;
  /** Variance of a measurement, as a share of the process's own. */
  readonly noise: number;
}

/** What a process says of an architecture. */
export interface Prediction {
  readonly features: Bits;
  /** The target that is expected; no belief changes it. */
  readonly mean: number;
  /** The part of its deviation that examples explain, as far as it has been worked out: a belief only adds to it. */
  explained: Float64Array;
}

/** So that examples with equal targets still leave something to be unsure of. */
const LEAST_VARIANCE = 1e-12;

/**
 * A Gaussian process over features of 0 and 1 (Rasmussen & Williams, 2006, algorithm 2.1): the correlation of two
 * architectures is exp(-distance / length scale), the squared exponential kernel, since on such features the squared
 * Euclidean distance is their number of differences. Mean and variance of the process are those of greatest likelihood.
 */
export class GaussianProcess {
  /** Deviation of the process where nothing is known. */
  readonly priorDeviation: number;
  readonly logLikelihood: number;
  readonly #rows: Bits[];
  /** By the distance of two architectures. */
  readonly #correlationAt: Float64Array;
  #factor: Float64Array;
  readonly #mean: number;
  readonly #noise: number;
  /** Of the examples: a belief has none. */
  readonly #weights: Float64Array;

  constructor({ rows, targets }: Examples, { lengthScale, noise }: Hyperparameters) {
    const size = rows.length;
    this.#noise = noise;
    this.#rows = [...rows];
    const greatest = 32 * (rows[0]?.length ?? 0);
    this.#correlationAt = Float64Array.from({ length: greatest + 1 }, (_, distance) =>
      Math.exp(-distance / lengthScale),
    );
    this.#factor = choleskyFactor(this.#correlations(), size);
    const ones = solveLower(this.#factor, new Float64Array(size).fill(1));
    const solved = solveLower(this.#factor, Float64Array.from(targets));
    this.#mean = dot(ones, solved) / dot(ones, ones);
    const residuals = solved.map((value, index) => value - this.#mean * (ones[index] ?? 0));
    this.#weights = solveUpper(this.#factor, residuals);
    const variance = Math.max(LEAST_VARIANCE, dot(residuals, residuals) / size);
    this.priorDeviation = Math.sqrt(variance);
    let logDeterminant = 0;
    for (let row = 0; row < size; row += 1)
      logDeterminant += 2 * Math.log(this.#factor[row * size + row] ?? 0);
    this.logLikelihood = -(size * (Math.log(2 * Math.PI * variance) + 1) + logDeterminant) / 2;
  }

  predict(features: Bits): Prediction {
    const mean = this.#mean + dot(this.#correlationsWith(features), this.#weights);
    return { features, mean, explained: new Float64Array(0) };
  }

  /** How unsure a prediction is; it takes longer, the square of the number of examples. */
  deviation(prediction: Prediction): number {
    const { explained } = this.#explained(prediction);
    return this.priorDeviation * Math.sqrt(Math.max(0, 1 - dot(explained, explained)));
  }

  /** As if the architecture had been measured to be what is expected: no mean changes, deviations around it do. */
  believe(prediction: Prediction): void {
    const { explained, features } = this.#explained(prediction);
    const unexplained = Math.sqrt(1 + this.#noise - dot(explained, explained));
    this.#factor = withRow(this.#factor, explained, unexplained);
    this.#rows.push(features);
  }

  #explained(prediction: Prediction): Prediction {
    const { explained, features } = prediction;
    if (explained.length < this.#rows.length) {
      prediction.explained = solveLower(this.#factor, this.#correlationsWith(features), explained);
    }
    return prediction;
  }

  /** With each example and each belief. */
  #correlationsWith(features: Bits): Float64Array {
    const correlations = new Float64Array(this.#rows.length);
    for (let index = 0; index < correlations.length; index += 1) {
      correlations[index] = this.#correlation(this.#rows[index] ?? features, features);
    }
    return correlations;
  }

  #correlations(): Float64Array {
    const size = this.#rows.length;
    const matrix = new Float64Array(size * size);
    this.#rows.forEach((row, index) => {
      for (let other = 0; other < index; other += 1) {
        matrix[index * size + other] = this.#correlation(row, this.#rows[other] ?? row);
      }
      matrix[index * size + index] = 1 + this.#noise;
    });
    return matrix;
  }

  #correlation(a: Bits, b: Bits): number {
    return this.#correlationAt[distanceOf(a, b)] ?? 0;
  }
}

/** Of as many values as the second has. */
function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < b.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

import { distanceOf } from './bits.js';
import { type Examples, GaussianProcess } from './gaussian-process.js';

/** Hyperparameters are compared on so many examples at most: a fit of all for each would take too long. */
const COMPARED = 100;
/** Length scales, in mean distances of two examples. */
const LENGTH_SCALES = [0.25, 0.5, 1, 2, 4];
const NOISES = [0.01, 0.05, 0.2, 0.5];

/** The Gaussian process whose hyperparameters make the examples likeliest, of a grid. */
export function fitGaussianProcess(examples: Examples): GaussianProcess {
  const some = thinned(examples);
  const distance = meanDistance(some);
  const grid = LENGTH_SCALES.flatMap((scale) =>
    NOISES.map((noise) => {
      const hyperparameters = { lengthScale: scale * distance, noise };
      const process = new GaussianProcess(some, hyperparameters);
      return { hyperparameters, process };
    }),
  );
  const best = grid.reduce((a, b) => (b.process.logLikelihood > a.process.logLikelihood ? b : a));
  return some.rows.length === examples.rows.length
    ? best.process
    : new GaussianProcess(examples, best.hyperparameters);
}

/** Every n-th, so that early and late ones are among them. */
function thinned({ rows, targets }: Examples): Examples {
  const step = Math.ceil(rows.length / COMPARED);
  const isKept = (_: unknown, index: number) => index % step === 0;
  return { rows: rows.filter(isKept), targets: targets.filter(isKept) };
}

/** Of two examples; 1 where all have the same features. */
function meanDistance({ rows }: Examples): number {
  let sum = 0;
  rows.forEach((row, index) => {
    for (const other of rows.slice(0, index)) sum += distanceOf(row, other);
  });
  return (2 * sum) / (rows.length * (rows.length - 1)) || 1;
}

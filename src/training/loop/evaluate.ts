import type { Executable, Tensor } from '../../tensor/index.js';
import type { Split } from '../data-sets/data-set.js';
import { IMAGE, LOGITS } from '../network/names.js';
import type { Batch } from './batch.js';

export interface Evaluation {
  /** Mean cross-entropy, nats. */
  readonly loss: number;
  /** Share of the examples whose class has the largest logit, in 0..1. */
  readonly accuracy: number;
}

/**
 * Runs every example of a split through an evaluation graph, each exactly once: rows of the last batch that no
 * example is left for keep older ones, and do not count.
 */
export async function evaluate(
  executable: Pick<Executable, 'run'>,
  split: Split,
  batch: Batch,
): Promise<Evaluation> {
  let loss = 0;
  let correct = 0;
  for (let start = 0; start < split.count; start += batch.size) {
    const count = batch.loadRange(split, start);
    const { [LOGITS]: logits } = await executable.run({ [IMAGE]: batch.images });
    for (const [position, row] of rowsOf(logits).slice(0, count).entries()) {
      const label = split.labels[start + position] ?? 0;
      loss += crossEntropy(row, label);
      if (row.indexOf(Math.max(...row)) === label) correct += 1;
    }
  }
  return { loss: loss / split.count, accuracy: correct / split.count };
}

/** -log softmax(logits)[label], without overflow. NaN where a logit is. */
export function crossEntropy(logits: readonly number[], label: number): number {
  const largest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return largest + Math.log(sum) - (logits[label] ?? Number.NaN);
}

/** The rows of a matrix [rows, columns]. */
function rowsOf(matrix: Tensor | undefined): number[][] {
  const [rows = 0, columns = 0] = matrix?.shape ?? [];
  return Array.from({ length: rows }, (_, row) =>
    Array.from(matrix?.data.subarray(row * columns, (row + 1) * columns) ?? [], Number),
  );
}

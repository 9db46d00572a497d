import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/nas/random.js';
import { createScheduler, schedulerDefinitionSchema } from '../../src/nas/schedulers/index.js';
import { withoutPadding } from '../docs/reference-table.js';
import { replaySchedule } from '../support/replay-schedule.js';

interface Curve {
  readonly dataSet: string;
  readonly architecture: number;
  readonly seed: number;
  /** In percent, after each epoch. */
  readonly accuracies: readonly number[];
}

const root = resolve(import.meta.dirname, '../..');
const curves: readonly Curve[] = JSON.parse(
  readFileSync(join(root, 'data/benchmarks/learning-curves/nats-bench.json'), 'utf8'),
);
const documented = withoutPadding(readFileSync(join(root, 'docs/benchmarks.md'), 'utf8'));

const DATA_SETS = ['cifar10-valid', 'cifar10', 'cifar100', 'ImageNet16-120'];
const ORDERS = 20;
const PARALLEL = 3;
const last = ({ accuracies }: Curve): number => accuracies.at(-1) ?? Number.NaN;
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

interface Search {
  readonly epochShare: number;
  /** How much less accurate the best trial that was completed is than the best of all, in points. */
  readonly loss: number;
  /** Whether that trial has the architecture of the best of all. */
  readonly found: boolean;
}

/** All trainings of one data set, in a random order, under a scheduler. */
function search(definition: object, dataSet: string, seed: number): Search {
  const random = new Random(BigInt(seed));
  const listed = curves.filter((curve) => curve.dataSet === dataSet);
  const order = Array.from(random.shuffle(listed.length), (place) => listed[place]).filter(
    (curve) => !!curve,
  );
  const scheduler = createScheduler(schedulerDefinitionSchema.parse(definition));
  const trials = replaySchedule(
    scheduler,
    order.map(({ accuracies }) => accuracies),
    PARALLEL,
    (count) => random.shuffle(count),
  );
  const byAccuracy = (list: readonly Curve[]) => list.toSorted((a, b) => last(b) - last(a))[0];
  const completed = order.filter((_, trial) =>
    trials.some(({ trialNumber, completed }) => completed && trialNumber === trial + 1),
  );
  const [best, kept] = [byAccuracy(order), byAccuracy(completed)];
  if (!best || !kept) throw new Error('no trial was completed');
  const epochs = trials.reduce((sum, { steps }) => sum + steps, 0);
  return {
    epochShare: epochs / order.reduce((sum, { accuracies }) => sum + accuracies.length, 0),
    loss: last(best) - last(kept),
    found: kept.architecture === best.architecture,
  };
}

describe('schedulers on published learning curves', () => {
  it.each([
    { kind: 'asha', firstStep: 1, reductionFactor: 4 },
    { kind: 'asha', firstStep: 12, reductionFactor: 3 },
    { kind: 'asha', firstStep: 50, reductionFactor: 2 },
    { kind: 'successive-halving', firstStep: 1, reductionFactor: 3, bracket: 9 },
    { kind: 'successive-halving', firstStep: 50, reductionFactor: 2, bracket: 9 },
    { kind: 'median', firstStep: 1, startupTrials: 3 },
    { kind: 'median', firstStep: 50, startupTrials: 3 },
  ])('come out as docs/benchmarks.md says: %j', ({ kind, ...options }) => {
    const searches = DATA_SETS.flatMap((dataSet) =>
      Array.from({ length: ORDERS }, (_, seed) => search({ kind, ...options }, dataSet, seed)),
    );
    const settings = Object.entries(options).map(([name, value]) => `\`${name}\` ${value}`);
    const cells = [
      `\`${kind}\`, ${settings.join(', ')}`,
      `${(100 * meanOf(searches.map(({ epochShare }) => epochShare))).toFixed(0)} %`,
      meanOf(searches.map(({ loss }) => loss)).toFixed(2),
      `${(100 * meanOf(searches.map(({ found }) => Number(found)))).toFixed(0)} %`,
    ];
    expect(documented).toContain(`| ${cells.join(' | ')} |`);
  });
});

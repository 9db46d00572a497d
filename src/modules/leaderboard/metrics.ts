import type { CostName } from '../trials/index.js';

/** What an architecture can be better in when it has more of it. */
export interface QualityMetric {
  readonly kind: 'quality';
  /** Of the standing. */
  readonly column: string;
  readonly description: string;
}

/** What an architecture should have little of. */
interface CostMetric {
  readonly kind: 'cost';
  readonly column: string;
  readonly cost: CostName;
  readonly description: string;
}

export type Metric = QualityMetric | CostMetric;

const quality = (column: string, description: string): QualityMetric => ({
  kind: 'quality',
  column,
  description,
});
const cost = (column: string, name: CostName, description: string): CostMetric => ({
  kind: 'cost',
  column,
  cost: name,
  description,
});

/** What a leaderboard can be ordered by. An architecture of which a metric is not known has no place in its order. */
export const metrics = {
  VALIDATION_ACCURACY: quality('validation', 'mean validation accuracy of SEARCH trials, greatest first'),
  VALIDATION_LOWER_BOUND: quality(
    'validation_lower',
    'lower end of its 95 % interval, greatest first; of architectures with two runs or more',
  ),
  TEST_ACCURACY: quality('test', 'mean test accuracy of FINAL trials, greatest first'),
  TEST_LOWER_BOUND: quality(
    'test_lower',
    'lower end of its 95 % interval, greatest first; of architectures with two runs or more',
  ),
  REWARD: quality('reward', 'what the strategy was told, greatest first'),
  PARAMETERS: cost('parameters', 'parameters', 'trainable numbers, fewest first'),
  FLOPS: cost('flops', 'flops', 'operations of a forward pass of one example, fewest first'),
  LATENCY: cost('latency_ms', 'latencyMs', 'milliseconds for one example, fewest first'),
  DEVICE_SECONDS: cost(
    'device_seconds',
    'deviceSeconds',
    'seconds that its training held a device, fewest first',
  ),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

type NameOf<Kind> = { [Name in MetricName]: (typeof metrics)[Name] extends Kind ? Name : never }[MetricName];
export type QualityMetricName = NameOf<QualityMetric>;
export type CostMetricName = NameOf<CostMetric>;

export const isQuality = (name: MetricName): name is QualityMetricName => metrics[name].kind === 'quality';
export const isCost = (name: MetricName): name is CostMetricName => !isQuality(name);

export const metricNames = Object.keys(metrics) as MetricName[];

/** SQL of the number by which standings `s` are ordered, least first. */
export const keySql = ({ kind, column }: Metric): string =>
  kind === 'quality' ? `(-s.${column})` : `s.${column}`;

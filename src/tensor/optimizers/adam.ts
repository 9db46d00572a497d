import type { Graph, Value } from '../graph.js';
import { add } from '../ops/add.js';
import { div } from '../ops/div.js';
import { mul } from '../ops/mul.js';
import { sqrt } from '../ops/sqrt.js';
import { square } from '../ops/square.js';
import { sub } from '../ops/sub.js';
import { tanh } from '../ops/tanh.js';
import { flatten } from './flat-variables.js';
import { type VariableGradient, withPenalty } from './weight-decay.js';

export interface AdamOptions {
  /** What weight decay means: `adam`, an L2 penalty added to the gradient; `adamW`, a shrinking beside it. */
  readonly kind: 'adam' | 'adamW';
  /** Scalar value, usually a graph input, so that the schedule is the caller's affair. */
  readonly learningRate: Value;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment. Default 1e-8. */
  readonly epsilon?: number;
  /** Default 0. */
  readonly weightDecay?: number;
}

/**
 * Adam with bias correction (Kingma & Ba, ICLR 2015, algorithm 1, in PyTorch's order of operations:
 * epsilon is added after the second moment's correction), and AdamW, which takes learningRate * weightDecay of each
 * variable away before it moves (Loshchilov & Hutter, ICLR 2019, algorithm 2, with PyTorch's factor).
 * State: `adam/step`, and of all variables as one vector `adam/mean` and `adam/square`.
 */
export function applyAdam(options: AdamOptions, pairs: readonly VariableGradient[]): void {
  const { kind, learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const step = countSteps(learningRate.graph);
  const stepSize = div(learningRate, biasCorrection(beta1, step));
  const rootCorrection = sqrt(biasCorrection(beta2, step));
  for (const flat of flatten(pairs, options.weightDecay)) {
    const { values, suffix, weightDecay } = flat;
    const g = withPenalty(flat, kind === 'adam' ? weightDecay : 0);
    const from = kind === 'adamW' ? shrunk(values, learningRate, weightDecay) : values;
    const mean = movingAverage(`adam/mean${suffix}`, g, beta1);
    const meanSquare = movingAverage(`adam/square${suffix}`, square(g), beta2);
    const scale = add(div(sqrt(meanSquare), rootCorrection), epsilon);
    flat.assign(sub(from, mul(div(mean, scale), stepSize)));
  }
}

function shrunk(values: Value, learningRate: Value, weightDecay: number): Value {
  return weightDecay === 0 ? values : mul(values, sub(1, mul(learningRate, weightDecay)));
}

/** The number of the current step, from 1. */
function countSteps(graph: Graph): Value {
  const count = graph.variable('adam/step', []);
  const next = add(count, 1);
  graph.assign(count, next);
  return next;
}

/** The next value of a state variable that follows `value` with decay `beta`. */
function movingAverage(name: string, value: Value, beta: number): Value {
  const average = value.graph.variable(name, value.shape);
  const next = add(mul(average, beta), mul(value, 1 - beta));
  value.graph.assign(average, next);
  return next;
}

/**
 * 1 - beta^step, as 2 t / (1 + t) with t = tanh(step ln(1 / beta) / 2): the plain difference would lose
 * four of float32's seven digits in the first steps.
 */
function biasCorrection(beta: number, step: Value): Value {
  const t = tanh(mul(step, -Math.log(beta) / 2));
  return div(mul(t, 2), add(t, 1));
}

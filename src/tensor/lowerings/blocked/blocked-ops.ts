import { batchNorm, batchNormGradient, batchNormInference } from './batch-norm.js';
import type { BlockedOps } from './blocked-op.js';
import { concat, split } from './concat.js';
import { conv2d, conv2dInputGradient } from './conv2d.js';
import { conv2dFilterGradient } from './conv2d-filter-gradient.js';
import { addition, elementwise, relu } from './elementwise.js';
import { maxPoolGradient } from './max-pool-gradient.js';
import { averagePool, averagePoolGradient, broadcastTo, globalAveragePool, maxPool } from './pools.js';

/** The ops that maps in blocks of channels go through; every other is lowered plainly. */
export const blockedOps: BlockedOps = {
  relu,
  reluGradient: elementwise(),
  sigmoid: elementwise(),
  tanh: elementwise(),
  neg: elementwise(),
  square: elementwise(),
  clip: elementwise(),
  stopGradient: elementwise(),
  add: addition(),
  sub: elementwise(),
  mul: elementwise(),
  addN: addition(),
  greater: elementwise(),
  equal: elementwise(),
  broadcastTo,
  concat,
  split,
  conv2d,
  conv2dInputGradient,
  conv2dFilterGradient,
  batchNorm,
  batchNormGradient,
  batchNormInference,
  globalAveragePool,
  maxPool,
  maxPoolGradient,
  averagePool,
  averagePoolGradient,
};

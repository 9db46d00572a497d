import type { Lowerings } from '../lowering.js';
import { batchNorm, batchNormGradient, batchNormInference } from './batch-norm.js';
import { conv2d, conv2dInputGradient } from './conv2d.js';
import { conv2dFilterGradient } from './conv2d-filter-gradient.js';
import { elementwise } from './elementwise.js';
import { argMax, gather, oneHot } from './indexing.js';
import { add, matmul } from './matmul.js';
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from './pool.js';
import { globalAveragePool, reduceMean, reduceSum } from './reductions.js';
import { scan } from './scan.js';
import { broadcastTo, concat, pad, reshape, slice, split, transpose } from './shape.js';
import { logSoftmax, softmax, softmaxCrossEntropy, softmaxCrossEntropyGradient } from './softmax.js';
import { constant, input, variable } from './sources.js';

/** Ordinary ONNX ops in NCHW: the reference for every other lowering, and what they fall back to. */
export const plainLowerings: Lowerings = {
  ...elementwise,
  input,
  variable,
  constant,
  reshape,
  transpose,
  broadcastTo,
  concat,
  split,
  slice,
  pad,
  gather,
  oneHot,
  reduceSum,
  reduceMean,
  argMax,
  softmax,
  logSoftmax,
  add,
  matmul,
  scan,
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
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
};

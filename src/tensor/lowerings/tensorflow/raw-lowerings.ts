import { batchNorm, batchNormGradient, batchNormInference } from './batch-norm.js';
import { conv2d, conv2dFilterGradient, conv2dInputGradient } from './conv2d.js';
import { elementwise } from './elementwise.js';
import { gather, matmul, oneHot } from './linear-algebra.js';
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from './pool.js';
import type { RawLowerings } from './raw-lowering.js';
import { argMax, globalAveragePool, reduceMean, reduceSum } from './reductions.js';
import { scan } from './scan.js';
import { broadcastTo, concat, pad, reshape, slice, split, transpose } from './shape.js';
import { logSoftmax, softmax, softmaxCrossEntropy, softmaxCrossEntropyGradient } from './softmax.js';
import { constant, placedBefore } from './sources.js';

/** Every op by kernels of TensorFlow's. Those for images work on NHWC: on a CPU there are no others. */
export const rawLowerings: RawLowerings = {
  ...elementwise,
  input: placedBefore,
  variable: placedBefore,
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

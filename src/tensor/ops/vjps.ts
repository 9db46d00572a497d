import type { OpKind } from '../op-signatures.js';
import { addVjp } from './add.js';
import { addNVjp } from './add-n.js';
import { argMaxVjp } from './arg-max.js';
import { averagePoolVjp } from './average-pool.js';
import { batchNormInferenceVjp, batchNormVjp } from './batch-norm.js';
import { clipVjp } from './clip.js';
import { concatVjp, splitVjp } from './concat.js';
import { sourceVjp } from './constant.js';
import { conv2dVjp } from './conv2d.js';
import { divVjp } from './div.js';
import { equalVjp } from './equal.js';
import { expVjp } from './exp.js';
import { gatherVjp } from './gather.js';
import { globalAveragePoolVjp } from './global-average-pool.js';
import { greaterVjp } from './greater.js';
import { logVjp } from './log.js';
import { logSoftmaxVjp } from './log-softmax.js';
import { matmulVjp } from './matmul.js';
import { maxPoolVjp } from './max-pool.js';
import { mulVjp } from './mul.js';
import { negVjp } from './neg.js';
import { oneHotVjp } from './one-hot.js';
import { reduceMeanVjp } from './reduce-mean.js';
import { broadcastToVjp, reduceSumVjp } from './reduce-sum.js';
import { reluVjp } from './relu.js';
import { reshapeVjp } from './reshape.js';
import { scanVjp } from './scan-vjp.js';
import { sigmoidVjp } from './sigmoid.js';
import { padVjp, sliceVjp } from './slice.js';
import { softmaxVjp } from './softmax.js';
import { softmaxCrossEntropyVjp } from './softmax-cross-entropy.js';
import { sqrtVjp } from './sqrt.js';
import { squareVjp } from './square.js';
import { stopGradientVjp } from './stop-gradient.js';
import { subVjp } from './sub.js';
import { tanhVjp } from './tanh.js';
import { transposeVjp } from './transpose.js';
import { differentiatedOnce, type Vjp } from './vjp.js';

/** The gradient of every op: a new op does not compile until it stands here. */
export const vjps: { readonly [K in OpKind]: Vjp<K> } = {
  input: sourceVjp,
  variable: sourceVjp,
  constant: sourceVjp,
  relu: reluVjp,
  reluGradient: differentiatedOnce,
  sigmoid: sigmoidVjp,
  tanh: tanhVjp,
  exp: expVjp,
  log: logVjp,
  neg: negVjp,
  sqrt: sqrtVjp,
  square: squareVjp,
  clip: clipVjp,
  stopGradient: stopGradientVjp,
  add: addVjp,
  sub: subVjp,
  mul: mulVjp,
  div: divVjp,
  greater: greaterVjp,
  equal: equalVjp,
  addN: addNVjp,
  reshape: reshapeVjp,
  transpose: transposeVjp,
  broadcastTo: broadcastToVjp,
  concat: concatVjp,
  split: splitVjp,
  slice: sliceVjp,
  pad: padVjp,
  gather: gatherVjp,
  oneHot: oneHotVjp,
  reduceSum: reduceSumVjp,
  reduceMean: reduceMeanVjp,
  argMax: argMaxVjp,
  softmax: softmaxVjp,
  logSoftmax: logSoftmaxVjp,
  matmul: matmulVjp,
  scan: scanVjp,
  conv2d: conv2dVjp,
  conv2dInputGradient: differentiatedOnce,
  conv2dFilterGradient: differentiatedOnce,
  batchNorm: batchNormVjp,
  batchNormGradient: differentiatedOnce,
  batchNormInference: batchNormInferenceVjp,
  globalAveragePool: globalAveragePoolVjp,
  maxPool: maxPoolVjp,
  maxPoolGradient: differentiatedOnce,
  averagePool: averagePoolVjp,
  averagePoolGradient: differentiatedOnce,
  softmaxCrossEntropy: softmaxCrossEntropyVjp,
  softmaxCrossEntropyGradient: differentiatedOnce,
};

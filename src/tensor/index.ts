export { gradients } from './gradients.js';
export { Graph, type Value } from './graph.js';
export { hardSwish, relu6, swish } from './layers/activations.js';
export { type AttentionOperands, attention, causalMask } from './layers/attention.js';
export { dense, type Projection } from './layers/dense.js';
export { bernoulli, dropout } from './layers/dropout.js';
export { gumbelMax } from './layers/gumbel-max.js';
export { type LayerNormParameters, layerNorm } from './layers/layer-norm.js';
export { type LstmParameters, type LstmState, lstmCell } from './layers/lstm-cell.js';
export {
  joinHeads,
  type MultiHeadOptions,
  type MultiHeadParameters,
  multiHeadAttention,
  splitHeads,
} from './layers/multi-head-attention.js';
export { separableConv2d } from './layers/separable-conv2d.js';
export { exportOnnx } from './lowerings/export-onnx.js';
export type { Padding, Pair } from './op-signatures.js';
export { add } from './ops/add.js';
export { addN } from './ops/add-n.js';
export { argMax } from './ops/arg-max.js';
export { averagePool } from './ops/average-pool.js';
export {
  type BatchNormOptions,
  type BatchNormResult,
  batchNorm,
  batchNormInference,
} from './ops/batch-norm.js';
export { clip } from './ops/clip.js';
export { concat, split } from './ops/concat.js';
export { constant, scalar } from './ops/constant.js';
export { type Conv2dOptions, conv2d } from './ops/conv2d.js';
export { div } from './ops/div.js';
export type { Operands } from './ops/elementwise.js';
export { equal } from './ops/equal.js';
export { exp } from './ops/exp.js';
export { gather } from './ops/gather.js';
export { globalAveragePool } from './ops/global-average-pool.js';
export { greater } from './ops/greater.js';
export { log } from './ops/log.js';
export { logSoftmax } from './ops/log-softmax.js';
export { type MatmulOptions, matmul } from './ops/matmul.js';
export { maxPool } from './ops/max-pool.js';
export { mul } from './ops/mul.js';
export { neg } from './ops/neg.js';
export { oneHot } from './ops/one-hot.js';
export type { PoolOptions } from './ops/pool.js';
export { reduceMean } from './ops/reduce-mean.js';
export { broadcastTo, type ReduceOptions, reduceSum } from './ops/reduce-sum.js';
export { relu } from './ops/relu.js';
export { reshape } from './ops/reshape.js';
export { type ScanOperands, type ScanResult, type ScanStep, type ScanStepResult, scan } from './ops/scan.js';
export { sigmoid } from './ops/sigmoid.js';
export { pad, slice } from './ops/slice.js';
export { softmax } from './ops/softmax.js';
export { type CrossEntropyOptions, softmaxCrossEntropy } from './ops/softmax-cross-entropy.js';
export { sqrt } from './ops/sqrt.js';
export { square } from './ops/square.js';
export { stopGradient } from './ops/stop-gradient.js';
export { sub } from './ops/sub.js';
export { tanh } from './ops/tanh.js';
export { transpose } from './ops/transpose.js';
export type { PaddingOption, PairOption } from './ops/window.js';
export type { AdamOptions } from './optimizers/adam.js';
export { applyGradients, type Optimizer } from './optimizers/apply-gradients.js';
export { clipByGlobalNorm, globalNorm } from './optimizers/clip-by-global-norm.js';
export type { SgdOptions } from './optimizers/sgd.js';
export type { VariableGradient } from './optimizers/weight-decay.js';
export type { CompileOptions, Executable, Runtime } from './runtime.js';
export {
  createRuntime,
  type EngineFinding,
  surveyEngines,
} from './runtimes/create-runtime.js';
export { cardOf, type Device, isDevice, visibleCards } from './runtimes/device.js';
export { loadOnnx, type OnnxModel } from './runtimes/onnx/load-onnx.js';
export { type OnnxRuntimeOptions, onnxRuntime } from './runtimes/onnx/onnx-runtime.js';
export {
  type Engine,
  type RuntimeChoice,
  type RuntimeName,
  runtimeNames,
} from './runtimes/runtime-choice.js';
export {
  type LoadedTensorFlow,
  loadTensorFlow,
  type TensorFlowOptions,
} from './runtimes/tensorflow/load-tensorflow.js';
export { tensorFlowRuntime } from './runtimes/tensorflow/tensorflow-runtime.js';
export { type Shape, sizeOf } from './shape.js';
export {
  type DType,
  type FloatTensor,
  floatTensor,
  type IntTensor,
  intTensor,
  type Tensor,
} from './tensor.js';
export { TensorError, type TensorErrorCode } from './tensor-error.js';

export {
  type ConvolutionBlock,
  classifier,
  convolutionNorm,
  depthwiseNorm,
  reluConvolutionNorm,
} from './blocks.js';
export { joinMaps } from './join-maps.js';
export { LayerGraphBuilder } from './layer-graph.builder.js';
export {
  type Activation,
  type Add,
  type AveragePool,
  activations,
  type BatchNorm,
  type Concat,
  type Convolution,
  type Dense,
  type DepthwiseConvolution,
  type GlobalAveragePool,
  IMAGE,
  type Layer,
  type LayerGraph,
  type LayerShape,
  type MaxPool,
  type NetworkInput,
  type Operation,
  type Zero,
  type ZeroPad,
} from './layer-graph.js';
export { liveLayers } from './live-layers.js';
export { NetworkError, type NetworkErrorCode } from './network-error.js';

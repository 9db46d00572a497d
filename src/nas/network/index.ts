export { LayerGraphBuilder } from './layer-graph.builder.js';
export {
  type BatchNorm,
  type Convolution,
  type Dense,
  type GlobalAveragePool,
  IMAGE,
  type Layer,
  type LayerGraph,
  type LayerShape,
  type NetworkInput,
  type Operation,
  type Relu,
} from './layer-graph.js';
export { NetworkError, type NetworkErrorCode } from './network-error.js';

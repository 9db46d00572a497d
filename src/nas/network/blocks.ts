import type { LayerGraphBuilder } from './layer-graph.builder.js';

type Pair = readonly [number, number];

export interface ConvolutionBlock {
  readonly filters: number;
  readonly kernel: Pair;
  /** Default 1. */
  readonly stride?: number;
}

/** Convolution and batch norm under `name`. */
export function convolutionNorm(
  builder: LayerGraphBuilder,
  name: string,
  { filters, kernel, stride = 1 }: ConvolutionBlock,
  input: string,
): string {
  const strides = [stride, stride] as const;
  const convolved = builder.add(
    `${name}.convolution`,
    { operation: 'convolution', filters, kernel, strides, padding: 'same' },
    [input],
  );
  return builder.add(`${name}.batchNorm`, { operation: 'batchNorm' }, [convolved]);
}

/** ReLU, convolution and batch norm under `name`. */
export function reluConvolutionNorm(
  builder: LayerGraphBuilder,
  name: string,
  block: ConvolutionBlock,
  input: string,
): string {
  return convolutionNorm(builder, name, block, builder.add(`${name}.relu`, { operation: 'relu' }, [input]));
}

/** Depthwise convolution and batch norm under `name`. */
export function depthwiseNorm(
  builder: LayerGraphBuilder,
  name: string,
  { kernel, stride = 1 }: Omit<ConvolutionBlock, 'filters'>,
  input: string,
): string {
  const strides = [stride, stride] as const;
  const convolved = builder.add(
    `${name}.depthwise`,
    { operation: 'depthwiseConvolution', multiplier: 1, kernel, strides, padding: 'same' },
    [input],
  );
  return builder.add(`${name}.batchNorm`, { operation: 'batchNorm' }, [convolved]);
}

/** Mean of each map and a dense layer: the logits, and the end of the network. */
export function classifier(builder: LayerGraphBuilder, input: string): string {
  const features = builder.add('features', { operation: 'globalAveragePool' }, [input]);
  return builder.add('logits', { operation: 'dense', units: builder.input.classes }, [features]);
}

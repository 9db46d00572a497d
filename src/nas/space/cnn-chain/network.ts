import {
  classifier,
  joinMaps,
  type LayerGraph,
  LayerGraphBuilder,
  type NetworkInput,
} from '../../network/index.js';
import type { CnnChainDescription, CnnChainLayer, ConvolutionLayer } from './definition.js';

/**
 * Convolution, batch norm and ReLU for each layer (section 4.1), or a pool (section 3.3); then the mean of each map and a
 * linear classifier. Inputs are concatenated in depth, smaller ones with zeros around them; a layer without inputs takes the
 * image, and what no layer takes is concatenated before the classifier (section 3.3).
 */
export function cnnChainNetwork({ layers }: CnnChainDescription, input: NetworkInput): LayerGraph {
  const builder = new LayerGraphBuilder(input);
  const outputs: string[] = [];
  const used = new Set<string>();
  layers.forEach((layer, index) => {
    const name = `layers.${index}`;
    const sources = (layer.inputs ?? [index - 1]).flatMap((source) => outputs[source] ?? []);
    for (const source of sources) used.add(source);
    outputs.push(addLayer(builder, name, layer, joinMaps(builder, `${name}.inputs`, 'concat', sources)));
  });
  const unused = outputs.filter((output) => !used.has(output));
  classifier(builder, joinMaps(builder, 'outputs', 'concat', unused));
  return builder.build();
}

function addLayer(builder: LayerGraphBuilder, name: string, layer: CnnChainLayer, input: string): string {
  if ('poolSize' in layer) {
    const { type: operation, poolSize, poolStride } = layer;
    const [window, strides] = [[poolSize, poolSize] as const, [poolStride, poolStride] as const];
    return builder.add(`${name}.pool`, { operation, window, strides, padding: 'same' }, [input]);
  }
  const convolved = addConvolution(builder, name, layer, input);
  const normed = builder.add(`${name}.batchNorm`, { operation: 'batchNorm' }, [convolved]);
  return builder.add(`${name}.relu`, { operation: 'relu' }, [normed]);
}

/** A separable one filters each channel by itself, and then mixes them by a 1x1 convolution. */
function addConvolution(
  builder: LayerGraphBuilder,
  name: string,
  { type, filterHeight, filterWidth, strideHeight = 1, strideWidth = 1, filters }: ConvolutionLayer,
  input: string,
): string {
  const kernel = [filterHeight, filterWidth] as const;
  const strides = [strideHeight, strideWidth] as const;
  const id = `${name}.convolution`;
  if (type !== 'separableConvolution')
    return builder.add(id, { operation: 'convolution', filters, kernel, strides, padding: 'same' }, [input]);
  const filtered = builder.add(
    `${name}.depthwise`,
    { operation: 'depthwiseConvolution', multiplier: 1, kernel, strides, padding: 'same' },
    [input],
  );
  return builder.add(
    id,
    { operation: 'convolution', filters, kernel: [1, 1], strides: [1, 1], padding: 'same' },
    [filtered],
  );
}

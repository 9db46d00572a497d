import { IMAGE, type LayerGraph, LayerGraphBuilder, type NetworkInput } from '../../network/index.js';
import type { CnnChainDescription } from './definition.js';

/** Convolution, batch norm and ReLU for each layer (section 4.1), then the mean of each map and a linear classifier. */
export function cnnChainNetwork(description: CnnChainDescription, input: NetworkInput): LayerGraph {
  const builder = new LayerGraphBuilder(input);
  let top: string = IMAGE;
  description.layers.forEach(({ filterHeight, filterWidth, filters }, index) => {
    const name = `layers.${index}`;
    const kernel = [filterHeight, filterWidth] as const;
    top = builder.add(
      `${name}.convolution`,
      { operation: 'convolution', filters, kernel, strides: [1, 1], padding: 'same' },
      [top],
    );
    top = builder.add(`${name}.batchNorm`, { operation: 'batchNorm' }, [top]);
    top = builder.add(`${name}.relu`, { operation: 'relu' }, [top]);
  });
  const features = builder.add('features', { operation: 'globalAveragePool' }, [top]);
  builder.add('logits', { operation: 'dense', units: input.classes }, [features]);
  return builder.build();
}

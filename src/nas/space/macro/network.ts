import {
  classifier,
  convolutionNorm,
  depthwiseNorm,
  IMAGE,
  type LayerGraph,
  LayerGraphBuilder,
  type NetworkInput,
} from '../../network/index.js';
import type { Block, MacroDefinition } from './definition.js';
import { type Place, placesOf } from './stages.js';

/** The network of NAS-Bench-Macro (Su et al., CVPR 2021, appendix): a convolution, the blocks, a wide 1x1 convolution. */
export function macroNetwork(
  definition: MacroDefinition,
  blocks: readonly Block[],
  input: NetworkInput,
): LayerGraph {
  const builder = new LayerGraphBuilder(input);
  const { stemChannels, headChannels } = definition;
  const normed = convolutionNorm(builder, 'stem', { filters: stemChannels, kernel: [3, 3] }, IMAGE);
  let top = builder.add('stem.relu', { operation: 'relu' }, [normed]);
  let channels = stemChannels;
  placesOf(definition).forEach((place, index) => {
    const block = blocks[index] ?? 'identity';
    top = addBlock(builder, `layers.${index}`, block, { ...place, inputChannels: channels }, top);
    channels = place.channels;
  });
  const head = convolutionNorm(builder, 'head', { filters: headChannels, kernel: [1, 1] }, top);
  classifier(builder, builder.add('head.relu', { operation: 'relu' }, [head]));
  return builder.build();
}

interface BlockPlace extends Place {
  readonly inputChannels: number;
}

function addBlock(
  builder: LayerGraphBuilder,
  name: string,
  block: Block,
  { inputChannels, channels, stride }: BlockPlace,
  input: string,
): string {
  const keepsShape = stride === 1 && inputChannels === channels;
  if (block === 'identity') {
    if (keepsShape) return input;
    return convolutionNorm(builder, name, { filters: channels, kernel: [1, 1], stride }, input);
  }
  const [expansion = 1, size = 3] = (block.match(/\d+/g) ?? []).map(Number);
  const hidden = inputChannels * expansion;
  const relu = (part: string, value: string) =>
    builder.add(`${name}.${part}.relu`, { operation: 'relu' }, [value]);
  const expanded =
    expansion === 1
      ? input
      : relu(
          'expand',
          convolutionNorm(builder, `${name}.expand`, { filters: hidden, kernel: [1, 1] }, input),
        );
  const filtered = depthwiseNorm(builder, `${name}.filter`, { kernel: [size, size], stride }, expanded);
  const projected = convolutionNorm(
    builder,
    `${name}.project`,
    { filters: channels, kernel: [1, 1] },
    relu('filter', filtered),
  );
  return keepsShape ? builder.add(`${name}.sum`, { operation: 'add' }, [input, projected]) : projected;
}

import {
  classifier,
  convolutionNorm,
  IMAGE,
  type LayerGraph,
  LayerGraphBuilder,
  type NetworkInput,
  reluConvolutionNorm,
} from '../../network/index.js';
import { chosen } from '../tokens.js';
import { type CellOperation, edges, operations } from './cell.js';

const STAGE_CHANNELS = [16, 32, 64] as const;
const CELLS_PER_STAGE = 5;

/**
 * The benchmark's network (section 2.1 of the paper): a convolution, three stages of five cells with a residual block
 * that halves the map between them, batch norm, ReLU, the mean of each map and a dense layer. Edges that lead nowhere
 * are laid too, since the benchmark counts their parameters.
 */
export function nasBench201Network(tokens: readonly number[], input: NetworkInput): LayerGraph {
  const builder = new LayerGraphBuilder(input);
  let top = convolutionNorm(builder, 'stem', { filters: STAGE_CHANNELS[0], kernel: [3, 3] }, IMAGE);
  STAGE_CHANNELS.forEach((channels, stage) => {
    if (stage > 0) top = residualBlock(builder, `reductions.${stage - 1}`, channels, top);
    for (let cell = 0; cell < CELLS_PER_STAGE; cell += 1) {
      top = addCell(builder, `stages.${stage}.cells.${cell}`, tokens, channels, top);
    }
  });
  const normed = builder.add('last.batchNorm', { operation: 'batchNorm' }, [top]);
  classifier(builder, builder.add('last.relu', { operation: 'relu' }, [normed]));
  return builder.build();
}

/** @returns the cell's last node */
function addCell(
  builder: LayerGraphBuilder,
  name: string,
  tokens: readonly number[],
  channels: number,
  input: string,
): string {
  const nodes = [input];
  const zeros = new Set<number>();
  for (const node of [1, 2, 3]) {
    const terms = edges.flatMap(({ from, to }, edge) => {
      if (to !== node) return [];
      const operation = chosen(operations, tokens[edge]);
      const term = addEdge(builder, `${name}.edges.${from}-${to}`, operation, channels, nodes[from] ?? input);
      // As in the benchmark's notion of equal cells, what comes of zeros is zero, the offset of its batch norm too.
      return zeros.has(from) ? [] : term;
    });
    if (terms.length === 0) zeros.add(node);
    nodes.push(
      terms.length > 0
        ? builder.add(`${name}.nodes.${node}`, { operation: 'add' }, terms)
        : builder.add(`${name}.nodes.${node}`, { operation: 'zero' }, [input]),
    );
  }
  return nodes[3] ?? input;
}

/** What the edge adds to its node: nothing when it is `none`. */
function addEdge(
  builder: LayerGraphBuilder,
  name: string,
  operation: CellOperation,
  channels: number,
  from: string,
): string[] {
  switch (operation) {
    case 'none':
      return [];
    case 'skip_connect':
      return [from];
    case 'nor_conv_1x1':
      return [reluConvolutionNorm(builder, name, { filters: channels, kernel: [1, 1] }, from)];
    case 'nor_conv_3x3':
      return [reluConvolutionNorm(builder, name, { filters: channels, kernel: [3, 3] }, from)];
    case 'avg_pool_3x3':
      return [
        builder.add(name, { operation: 'averagePool', window: [3, 3], strides: [1, 1], padding: 'same' }, [
          from,
        ]),
      ];
  }
}

/** Two convolutions beside an average pool with a 1x1 convolution. A map of one row or column is halved to itself. */
function residualBlock(builder: LayerGraphBuilder, name: string, channels: number, input: string): string {
  const [filters, kernel] = [channels, [3, 3] as const];
  const first = reluConvolutionNorm(builder, `${name}.first`, { filters, kernel, stride: 2 }, input);
  const second = reluConvolutionNorm(builder, `${name}.second`, { filters, kernel }, first);
  const halved = builder.add(
    `${name}.pool`,
    { operation: 'averagePool', window: [2, 2], strides: [2, 2], padding: 'same' },
    [input],
  );
  const projected = builder.add(
    `${name}.projection`,
    { operation: 'convolution', filters, kernel: [1, 1], strides: [1, 1], padding: 'same' },
    [halved],
  );
  return builder.add(`${name}.sum`, { operation: 'add' }, [second, projected]);
}

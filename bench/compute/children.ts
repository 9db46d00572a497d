import {
  classifier,
  convolutionNorm,
  depthwiseNorm,
  IMAGE,
  type LayerGraph,
  LayerGraphBuilder,
  type NetworkInput,
} from '../../src/nas/network/index.js';
import { createSpace } from '../../src/nas/space/index.js';

/** A network whose training step is compared. */
export interface Child {
  readonly name: string;
  readonly batch: number;
  readonly network: LayerGraph;
}

const CIFAR: NetworkInput = { height: 32, width: 32, channels: 3, classes: 10 };

/** What children are made of: plain blocks, skips over odd channel counts, cells, separable convolutions. */
export const children: readonly Child[] = [
  { name: 'five blocks', batch: 64, network: fiveBlocks() },
  { name: 'chain with skips', batch: 32, network: chainWithSkips() },
  { name: 'NAS-Bench-201 cells', batch: 32, network: cells() },
  { name: 'depthwise separable', batch: 64, network: separable() },
];

/** Convolution, batch norm and ReLU under `name`. */
function block(builder: LayerGraphBuilder, name: string, filters: number, kernel: number, input: string) {
  const normed = convolutionNorm(builder, name, { filters, kernel: [kernel, kernel] }, input);
  return builder.add(`${name}.relu`, { operation: 'relu' }, [normed]);
}

/** 32, 32, pool, 64, 64, pool, 64 filters of 3x3. */
function fiveBlocks(): LayerGraph {
  const builder = new LayerGraphBuilder(CIFAR);
  let top: string = IMAGE;
  [32, 32, 64, 64, 64].forEach((filters, index) => {
    top = block(builder, `blocks.${index}`, filters, 3, top);
    if (index !== 1 && index !== 3) return;
    const pool = { operation: 'maxPool', window: [2, 2], strides: [2, 2], padding: 'valid' } as const;
    top = builder.add(`pools.${index}`, pool, [top]);
  });
  classifier(builder, top);
  return builder.build();
}

/** Twelve layers with the filters of Zoph & Le (arXiv 1611.01578, section 4.1): every third reads two earlier layers. */
function chainWithSkips(): LayerGraph {
  const builder = new LayerGraphBuilder(CIFAR);
  const filters = [24, 36, 24, 36, 48, 24, 36, 24, 48, 36, 24, 48];
  const kernels = [3, 3, 5, 1, 3, 3, 3, 5, 1, 3, 3, 3];
  const tops: string[] = [IMAGE];
  filters.forEach((count, index) => {
    const name = `layers.${index}`;
    const [skipped, last] = [tops.at(-3), tops.at(-1) ?? IMAGE];
    const input =
      index % 3 === 2 && skipped
        ? builder.add(`${name}.skip`, { operation: 'concat' }, [last, skipped])
        : last;
    tops.push(block(builder, name, count, kernels[index] ?? 3, input));
  });
  classifier(builder, tops.at(-1) ?? IMAGE);
  return builder.build();
}

/** The whole network of NAS-Bench-201 with a cell of every operation: 3x3 and 1x1 convolutions, skip, average pool. */
function cells(): LayerGraph {
  const space = createSpace({ kind: 'nasbench201' });
  const cell =
    '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_1x1~1|nor_conv_3x3~2|';
  return space.network(space.encode({ kind: 'nasbench201', cell }), CIFAR);
}

/** Depthwise 3x3 and 1x1 convolutions, each with batch norm and ReLU; strides of 2 halve the map twice. */
function separable(): LayerGraph {
  const builder = new LayerGraphBuilder(CIFAR);
  let top = block(builder, 'stem', 32, 3, IMAGE);
  const stages = [
    { filters: 64, stride: 1 },
    { filters: 64, stride: 1 },
    { filters: 128, stride: 2 },
    { filters: 128, stride: 1 },
    { filters: 256, stride: 2 },
    { filters: 256, stride: 1 },
  ];
  stages.forEach(({ filters, stride }, index) => {
    const name = `blocks.${index}`;
    const filtered = depthwiseNorm(builder, name, { kernel: [3, 3], stride }, top);
    const rectified = builder.add(`${name}.relu`, { operation: 'relu' }, [filtered]);
    top = block(builder, `${name}.pointwise`, filters, 1, rectified);
  });
  classifier(builder, top);
  return builder.build();
}

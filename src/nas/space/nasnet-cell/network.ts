import {
  classifier,
  convolutionNorm,
  IMAGE,
  type LayerGraph,
  LayerGraphBuilder,
  type NetworkInput,
  reluConvolutionNorm,
} from '../../network/index.js';
import type { CellBlock, CellOperation, NasNetCellDefinition, NasNetCellDescription } from './definition.js';

/** A convolution, then the cells, each of which takes the outputs of the two before it. */
export function nasNetCellNetwork(
  { stages, cells, filters }: NasNetCellDefinition,
  { normal, reduction }: NasNetCellDescription,
  input: NetworkInput,
): LayerGraph {
  const builder = new LayerGraphBuilder(input);
  const stem = convolutionNorm(builder, 'stem', { filters, kernel: [3, 3] }, IMAGE);
  const outputs = [stem, stem];
  for (let stage = 0; stage < stages; stage += 1) {
    const kinds = [...(stage > 0 ? ['reduction'] : []), ...new Array<string>(cells).fill('normal')];
    kinds.forEach((kind, index) => {
      const blocks = kind === 'normal' ? normal : reduction;
      const cell: Cell = {
        name: `stages.${stage}.cells.${index}`,
        filters: filters * 2 ** stage,
        stride: kind === 'normal' ? 1 : 2,
        sources: outputs.slice(-2),
      };
      outputs.push(addCell(builder, cell, blocks));
    });
  }
  const top = outputs.at(-1) ?? stem;
  classifier(builder, builder.add('last.relu', { operation: 'relu' }, [top]));
  return builder.build();
}

interface Cell {
  readonly name: string;
  readonly filters: number;
  /** Of what is applied to the cell's inputs. */
  readonly stride: number;
  /** Outputs of the cell before the one before, and of the one before. */
  readonly sources: readonly string[];
}

/** The sums of the blocks; those that no block takes are concatenated. */
function addCell(builder: LayerGraphBuilder, cell: Cell, blocks: readonly CellBlock[]): string {
  const used = new Set(blocks.flatMap(({ inputs }) => inputs));
  const values = cell.sources.map((_, index) => (used.has(index) ? fitted(builder, cell, index) : IMAGE));
  blocks.forEach(({ inputs, operations }, index) => {
    const name = `${cell.name}.blocks.${index}`;
    const terms = inputs.map((input, side) => {
      const stride = input < cell.sources.length ? cell.stride : 1;
      const operation = operations[side] ?? 'identity';
      return addOperation(builder, `${name}.${side}`, operation, { ...cell, stride }, values[input] ?? IMAGE);
    });
    values.push(builder.add(`${name}.sum`, { operation: 'add' }, terms));
  });
  const ends = values.filter((_, index) => index >= cell.sources.length && !used.has(index));
  return builder.add(`${cell.name}.output`, { operation: 'concat' }, ends);
}

/** An input of the cell with its filters, and of the size of the cell before. */
function fitted(builder: LayerGraphBuilder, { name, filters, sources }: Cell, index: number): string {
  const source = sources[index] ?? IMAGE;
  const [size, wanted] = [source, sources.at(-1) ?? IMAGE].map((id) => builder.shapeOf(id).slice(1).join());
  const stride = size === wanted ? 1 : 2;
  return reluConvolutionNorm(builder, `${name}.inputs.${index}`, { filters, kernel: [1, 1], stride }, source);
}

function addOperation(
  builder: LayerGraphBuilder,
  name: string,
  operation: CellOperation,
  { filters, stride }: Pick<Cell, 'filters' | 'stride'>,
  input: string,
): string {
  const pool = { window: [3, 3], strides: [stride, stride], padding: 'same' } as const;
  switch (operation) {
    case 'identity':
      if (stride === 1) return input;
      return reluConvolutionNorm(builder, name, { filters, kernel: [1, 1], stride }, input);
    case 'average_pool_3x3':
      return builder.add(name, { operation: 'averagePool', ...pool }, [input]);
    case 'max_pool_3x3':
      return builder.add(name, { operation: 'maxPool', ...pool }, [input]);
    case 'convolution_1x1':
      return reluConvolutionNorm(builder, name, { filters, kernel: [1, 1], stride }, input);
    case 'convolution_3x3':
      return reluConvolutionNorm(builder, name, { filters, kernel: [3, 3], stride }, input);
    case 'separable_3x3':
    case 'separable_5x5': {
      const size = operation === 'separable_3x3' ? 3 : 5;
      const first = separable(builder, `${name}.0`, { filters, size, stride }, input);
      return separable(builder, `${name}.1`, { filters, size, stride: 1 }, first);
    }
  }
}

/** ReLU, a depthwise and a 1x1 convolution, batch norm. */
function separable(
  builder: LayerGraphBuilder,
  name: string,
  { filters, size, stride }: { readonly filters: number; readonly size: number; readonly stride: number },
  input: string,
): string {
  const active = builder.add(`${name}.relu`, { operation: 'relu' }, [input]);
  const [kernel, strides] = [
    [size, size],
    [stride, stride],
  ] as const;
  const depthwise = builder.add(
    `${name}.depthwise`,
    { operation: 'depthwiseConvolution', multiplier: 1, kernel, strides, padding: 'same' },
    [active],
  );
  return convolutionNorm(builder, `${name}.pointwise`, { filters, kernel: [1, 1] }, depthwise);
}

import { describe, expect, it } from 'vitest';
import { readShippedTable, type ShippedTable } from '../../src/modules/tables/index.js';
import { createSpace, tokensAt } from '../../src/nas/space/index.js';

const CIFAR10 = { height: 32, width: 32, channels: 3, classes: 10 };
/** What the authors count FLOPs of: multiply-adds of convolutions and of the classifier. */
const COUNTED = new Set(['convolution', 'depthwiseConvolution', 'dense']);

/** Architectures by their place in the space, with what their authors published and what our networks have. */
async function networksOf(
  name: ShippedTable,
  step: number,
  columns: readonly [string, string],
  unit: number,
) {
  const table = await readShippedTable(name);
  const space = createSpace(table.spaceDefinition);
  const [parameters, flops] = columns.map((column) => table.column(column));
  return Array.from({ length: Math.ceil(Number(space.size) / step) }, (_, count) => {
    const row = count * step;
    const network = space.network(tokensAt(space.decisions, BigInt(row)), CIFAR10);
    const multiplyAdds =
      network.layers
        .filter(({ operation }) => COUNTED.has(operation))
        .reduce((sum, layer) => sum + layer.flops, 0) / 2;
    return {
      row,
      parameters: network.parameters / unit,
      multiplyAdds,
      published: { parameters: parameters?.[row], flops: flops?.[row] },
    };
  });
}

describe('the networks of the benchmarks have the parameters and FLOPs that their authors published', () => {
  it('nasbench201', async () => {
    const networks = await networksOf('nasbench201', 17, ['megaParameters', 'megaFlops'], 1e6);
    expect(networks).toHaveLength(920);
    for (const { row, parameters, multiplyAdds, published } of networks) {
      // The authors count the bias of the classifier as 10 more.
      const expected = { parameters: Math.fround(parameters), flops: Math.fround((multiplyAdds + 10) / 1e6) };
      expect({ row, ...expected }).toEqual({ row, ...published });
    }
  });

  it('nas-bench-macro', async () => {
    const networks = await networksOf('nas-bench-macro', 7, ['parameters', 'flops'], 1);
    expect(networks).toHaveLength(938);
    for (const { row, parameters, multiplyAdds, published } of networks) {
      expect({ row, parameters, flops: Math.fround(multiplyAdds) }).toEqual({ row, ...published });
    }
  });
});

import { describe, expect, it } from 'vitest';
import { readShippedTable } from '../../src/modules/tables/index.js';
import { paretoFrontOf } from '../../src/nas/objectives/index.js';
import { createSpace, tokensAt } from '../../src/nas/space/index.js';

const table = await readShippedTable('nasbench201');
const space = createSpace(table.spaceDefinition);
const cells = Array.from({ length: table.header.rows }, (_, index) =>
  tokensAt(space.decisions, BigInt(index)),
);

/** Accuracy after 200 epochs against latency. */
const frontOn = (device: string) =>
  paretoFrontOf(
    cells.map((tokens) => {
      const { latencyMs } = table.quantities(space, tokens, device);
      return { point: tokens, values: [table.lookUp(space, tokens).validation, -(latencyMs ?? Number.NaN)] };
    }),
  );

/** The sizes were counted in the published table by others. */
describe('the Pareto front of HW-NAS-Bench', () => {
  it.each([
    ['edgegpu', 19],
    ['raspi4', 45],
  ])('of accuracy against latency on %s has %d points', (device, size) => {
    expect(frontOn(device)).toHaveLength(size);
  });

  it('has the most accurate cell at one end and the fastest at the other', () => {
    const values = frontOn('edgegpu').map(({ values: [accuracy = 0, speed = 0] }) => ({ accuracy, speed }));
    expect(Math.max(...values.map(({ accuracy }) => accuracy))).toBe(Math.max(...table.column('val200')));
    expect(Math.max(...values.map(({ speed }) => speed))).toBe(
      -Math.min(...table.column('edgegpuLatencyMs')),
    );
  });
});

describe('what a table knows before any training', () => {
  const resnet = '|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|skip_connect~2|';
  const tokens = space.codec?.parse(resnet) ?? [];

  it('is parameters, FLOPs and the latency of a device', () => {
    const { parameters, flops, latencyMs } = table.quantities(space, tokens, 'edgegpu');
    // 0.559386 million parameters and 78.56 million multiply-adds are the published numbers of this cell.
    expect(parameters).toBeCloseTo(559_386, -1);
    expect(flops).toBeCloseTo(2 * 78.56193e6, -2);
    expect(latencyMs).toBeGreaterThan(0);
    expect(table.quantities(space, tokens, null).latencyMs).toBeNull();
  });

  it('is that a cell does not run where the authors say so', () => {
    const latencies = cells.map((cell) => table.quantities(space, cell, 'edgetpu').latencyMs);
    expect(latencies.filter((latency) => latency === Number.POSITIVE_INFINITY)).toHaveLength(4_699);
  });

  it('does not cover other devices', () => {
    expect(() => table.quantities(space, tokens, 'abacus')).toThrow(
      "table nasbench201 has no latency of 'abacus'; it has edgegpu, raspi4, edgetpu, pixel3, eyeriss, fpga",
    );
  });
});

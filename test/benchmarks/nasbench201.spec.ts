import { describe, expect, it } from 'vitest';
import { readShippedTable } from '../../src/modules/tables/index.js';
import { protocolOf, runBenchmark, summarize } from '../../src/nas/benchmarks/index.js';
import { createSpace } from '../../src/nas/space/index.js';
import { findStrategy } from '../../src/nas/strategies/index.js';
import { onnxRuntime } from '../../src/tensor/index.js';

const RUNS = 300;
const EVALUATIONS = 160;
const runtime = onnxRuntime();
const table = await readShippedTable('nasbench201');
const space = createSpace(table.spaceDefinition);

async function summaryOf(name: string) {
  const definition = findStrategy(name);
  if (!definition) throw new Error(`no strategy ${name}`);
  const results = [];
  for (let run = 0; run < RUNS; run += 1) {
    const seed = BigInt(run);
    const settings = { table, evaluations: EVALUATIONS, seed, countsRepeats: true, ...protocolOf(name) };
    results.push(await runBenchmark(definition, runtime, settings));
  }
  return summarize(results, EVALUATIONS);
}

describe('the table nasbench201', () => {
  it('holds what the benchmark publishes', () => {
    const test = table.column('test200');
    // Its isomorphic cells have the same numbers.
    const best = table.column('index').indexOf(6111);
    expect(test[best]).toBe(Math.max(...test));
    expect(test[best]).toBeCloseTo(94.3733, 4);
    expect(table.column('val200')[best]).toBeCloseTo(91.6067, 4);
    const resnet = '|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|skip_connect~2|';
    const { validation, test: ofResnet } = table.lookUp(space, space.codec?.parse(resnet) ?? []);
    expect(validation).toBeCloseTo(90.86, 4);
    expect(ofResnet).toBeCloseTo(93.91, 4);
    expect(table.column('edgetpuLatencyMs').filter((latency) => latency === -1)).toHaveLength(4_699);
  });
});

/** Means and deviations of 1,000 seeds of an independent implementation. */
describe.each([
  ['random', { mean: 91.07, sd: 0.28 }, { mean: 93.85, sd: 0.27 }],
  ['logits', { mean: 91.12, sd: 0.26 }, { mean: 93.91, sd: 0.25 }],
  ['evolution', { mean: 91.3, sd: 0.3 }, { mean: 94.08, sd: 0.31 }],
])('%s on nasbench201', (name, validation, test) => {
  it(`is as good as it is known to be, over ${RUNS} seeds`, async () => {
    const summary = await summaryOf(name);
    for (const [measured, known] of [
      [summary.validation, validation] as const,
      [summary.test, test] as const,
    ]) {
      expect(Math.abs(measured.mean - known.mean)).toBeLessThan(0.05);
      expect(Math.abs(measured.sd - known.sd)).toBeLessThan(0.06);
    }
  });
});

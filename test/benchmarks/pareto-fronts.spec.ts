import { describe, expect, it } from 'vitest';
import { readShippedTable } from '../../src/modules/tables/index.js';
import { paretoFrontOf } from '../../src/nas/objectives/pareto-front.js';

const table = await readShippedTable('nasbench201');
const accuracies = table.column('val200');

/** Accuracy after 200 epochs against latency. */
function frontOn(device: string) {
  const latencies = table.column(`${device}LatencyMs`);
  return paretoFrontOf(
    Array.from(accuracies, (accuracy, row) => ({
      point: row,
      values: [accuracy, -(latencies[row] ?? Number.NaN)],
    })),
  );
}

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
    expect(Math.max(...values.map(({ accuracy }) => accuracy))).toBe(Math.max(...accuracies));
    expect(Math.max(...values.map(({ speed }) => speed))).toBe(
      -Math.min(...table.column('edgegpuLatencyMs')),
    );
  });
});

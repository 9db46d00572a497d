import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constraintsSchema, violationsOf } from './constraints.js';
import { latencyModelSchema } from './latency.js';
import { quantitiesOf } from './quantities.js';

const convolution = {
  id: 'a',
  inputs: ['image'],
  outputShape: [4, 8, 8],
  parameters: 36,
  flops: 4608,
  operation: 'convolution',
  filters: 4,
  kernel: [3, 3],
  strides: [1, 1],
  padding: 'same',
} as const;
const network = { parameters: 1000, flops: 2e6, layers: [convolution, { ...convolution, id: 'b' }] };

describe('quantitiesOf', () => {
  it('takes parameters and FLOPs of the network, and models its latency', () => {
    const model = latencyModelSchema.parse({
      kind: 'model',
      fixedMs: 1,
      layerMs: 0.25,
      gigaflopsPerSecond: 2,
    });
    // 1 ms, two layers of 0.25 ms, 2e6 operations at 2e9 a second.
    expect(quantitiesOf(network, model)).toEqual({ parameters: 1000, flops: 2e6, latencyMs: 2.5 });
  });

  it('knows no latency without a model', () => {
    expect(quantitiesOf(network, undefined).latencyMs).toBeNull();
    expect(quantitiesOf(network, { kind: 'table', device: 'edgegpu' }).latencyMs).toBeNull();
  });
});

describe('violationsOf', () => {
  it('names everything that is above its limit or not known', () => {
    const constraints = constraintsSchema.parse({ parameters: 999, flops: 2e6, latencyMs: 5 });
    expect(violationsOf(constraints, quantitiesOf(network, undefined))).toEqual([
      'parameters is 1000, and must be at most 999',
      'latencyMs is not known, and must be at most 5',
    ]);
  });

  it('finds what is infinite above every limit', () => {
    const nowhere = { parameters: 1, flops: 1, latencyMs: Number.POSITIVE_INFINITY };
    expect(violationsOf({ latencyMs: 1e17 }, nowhere)).toHaveLength(1);
  });

  it('finds nothing where nothing is limited, or all is within', () => {
    const quantity = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }));
    fc.assert(
      fc.property(fc.record({ parameters: quantity, flops: quantity, latencyMs: quantity }), (quantities) => {
        const limits = Object.entries(quantities).flatMap(([name, value]) =>
          value === null ? [] : [[name, value]],
        );
        expect(violationsOf(undefined, quantities)).toEqual([]);
        expect(violationsOf(Object.fromEntries(limits), quantities)).toEqual([]);
      }),
    );
  });
});

import type { LayerGraph } from '../network/index.js';
import { type LatencySource, modelledLatencyMs } from './latency.js';

/** What a network costs. */
export const quantityNames = ['parameters', 'flops', 'latencyMs'] as const;
export type QuantityName = (typeof quantityNames)[number];

/** The costs of an architecture, known before any training; null where it is not known, infinite where it cannot run. */
export type Quantities = Readonly<Record<QuantityName, number | null>>;

/** Of an architecture of which nothing is known. */
export const UNKNOWN_QUANTITIES: Quantities = { parameters: null, flops: null, latencyMs: null };

/** The costs of a network that is trained. Benchmark tables have those of theirs. */
export function quantitiesOf(
  network: Pick<LayerGraph, 'parameters' | 'flops' | 'layers'>,
  latency: LatencySource | undefined,
): Quantities {
  return {
    parameters: network.parameters,
    flops: network.flops,
    latencyMs: latency?.kind === 'model' ? modelledLatencyMs(latency, network) : null,
  };
}

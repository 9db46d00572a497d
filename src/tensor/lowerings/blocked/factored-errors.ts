import type { NodeOf } from '../../graph.js';
import { extentOf } from '../../shape.js';
import type { BlockedMaps } from './blocked-maps.js';

/** dy in blocks and the plain filter that it meets, which takes a factor of dy. */
export function errorsOf(
  maps: BlockedMaps,
  { inputs: [filter, dy] }: NodeOf<'conv2dInputGradient'>,
): { readonly map: string; readonly filter: string } {
  const { map, factor } = maps.factored(dy);
  return { map, filter: timesFactor(maps, maps.plain(filter), extentOf(filter.shape, 0), factor) };
}

/** A plain filter [o, i, h, w] whose every output is multiplied by its part of `factor`, [o padded], where there is one. */
export function timesFactor(maps: BlockedMaps, filter: string, outputs: number, factor?: string): string {
  if (factor === undefined) return filter;
  const ofOutputs = maps.first(factor, 0, maps.padded(outputs), outputs);
  return maps.onnx.node('Mul', [filter, maps.reshape(ofOutputs, [outputs, 1, 1, 1])]);
}

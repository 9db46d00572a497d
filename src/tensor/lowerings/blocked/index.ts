import type { Node, NodeOf, Value } from '../../graph.js';
import type { OpKind } from '../../op-signatures.js';
import { type GraphLowering, lowerNode } from '../lower-graph.js';
import { nodesBehind } from '../nodes-behind.js';
import type { OnnxBuilder } from '../onnx-builder.js';
import { plainLowerings } from '../plain/index.js';
import { assignLayouts, blockedOpOf, isGivenInBlocks, type Reach } from './assign-layouts.js';
import { BlockedMaps } from './blocked-maps.js';

/**
 * A whole graph in the memory layout in which ONNX Runtime's CPU kernels are fastest: maps keep their channels in blocks
 * of `block`, innermost, from the first convolution to the last gradient, and are reordered only where an op reads them
 * that is written plainly. Inputs, variables and outputs are as everywhere.
 */
export function lowerInBlocks(block: number, reach: Reach = 'gains'): GraphLowering {
  return (graph, results, onnx) => {
    const needed = nodesBehind(results);
    const nodes = graph.nodes.filter((node) => needed.has(node));
    const inBlocks = assignLayouts(nodes, block, reach);
    const maps = new BlockedMaps(onnx, block, readOnceAmong(nodes, results));
    for (const node of nodes) {
      if (inBlocks.has(node)) writeInBlocks(maps, node);
      else writePlainly(maps, onnx, node);
    }
    return (value) => maps.plain(value);
  };
}

function readOnceAmong(nodes: readonly Node[], results: Iterable<Value>): (value: Value) => boolean {
  const readings = new Map<Value, number>();
  const count = (value: Value) => readings.set(value, (readings.get(value) ?? 0) + 1);
  for (const { inputs } of nodes) inputs.forEach(count);
  for (const result of results) count(result);
  return (value) => readings.get(value) === 1;
}

function writeInBlocks<K extends OpKind>(maps: BlockedMaps, node: NodeOf<K>): void {
  const names: readonly string[] = blockedOpOf(node)?.write(maps, node) ?? [];
  node.outputs.forEach((output, index) => {
    maps.set(output, isGivenInBlocks(output) ? 'blocked' : 'plain', names[index] ?? '');
  });
}

function writePlainly<K extends OpKind>(maps: BlockedMaps, onnx: OnnxBuilder, node: NodeOf<K>): void {
  const names = lowerNode(onnx, node, plainLowerings, (value) => maps.plain(value));
  node.outputs.forEach((output, index) => {
    maps.set(output, 'plain', names[index] ?? '');
  });
}

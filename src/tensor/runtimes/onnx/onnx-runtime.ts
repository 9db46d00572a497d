import type { Graph } from '../../graph.js';
import { lowerInBlocks } from '../../lowerings/blocked/index.js';
import { type GraphLowering, lowerPlainly } from '../../lowerings/lower-graph.js';
import type { Runtime } from '../../runtime.js';
import { findChannelBlock } from './channel-block.js';
import { compileOnnx } from './compile-onnx.js';

export interface OnnxRuntimeOptions {
  /**
   * Default `fastest`: maps in blocks of channels where the processor has them and they gain. `plain`: ordinary ops only.
   * `blocked`: blocks wherever they fit, gain or not, so that tests reach every op.
   */
  readonly layout?: OnnxLayout;
  /** Default `cpu`. `cuda`: the first card that the process is shown, which has no use for blocks. */
  readonly device?: 'cpu' | 'cuda';
}
export type OnnxLayout = 'fastest' | 'plain' | 'blocked';

/** ONNX Runtime, one session for the whole graph. */
export function onnxRuntime({ layout = 'fastest', device = 'cpu' }: OnnxRuntimeOptions = {}): Runtime {
  if (device === 'cuda') {
    return {
      name: 'onnx (cuda)',
      compile: (graph, { threads }) => compileOnnx(graph, lowerPlainly, threads, ['cuda', 'cpu']),
    };
  }
  return {
    name: layout === 'fastest' ? 'onnx' : `onnx (${layout})`,
    compile: async (graph, { threads }) => compileOnnx(graph, await loweringOf(graph, layout), threads),
  };
}

/** What this processor was found to have; asked once, by the first graph that gains by the answer. */
let channelBlock: Promise<number | undefined> | undefined;

async function loweringOf(graph: Graph, layout: OnnxLayout): Promise<GraphLowering> {
  const asks = layout === 'blocked' || (layout === 'fastest' && hasConvolutions(graph));
  if (!asks) return lowerPlainly;
  channelBlock ??= findChannelBlock((trial, tried) => compileOnnx(trial, tried, 1));
  const block = await channelBlock;
  if (block === undefined) return lowerPlainly;
  return lowerInBlocks(block, layout === 'blocked' ? 'everywhere' : 'gains');
}

const hasConvolutions = ({ nodes }: Graph): boolean => nodes.some(({ kind }) => kind === 'conv2d');

import { InferenceSession } from 'onnxruntime-node';
import type { Graph } from '../../graph.js';
import { lowerInBlocks } from '../../lowerings/blocked/index.js';
import { lowerToExecutableModel } from '../../lowerings/executable-model.js';
import { type GraphLowering, lowerPlainly } from '../../lowerings/lower-graph.js';
import type { Executable, Runtime } from '../../runtime.js';
import { TensorError } from '../../tensor-error.js';
import { findChannelBlock } from './channel-block.js';
import { OnnxExecutable } from './onnx-executable.js';

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
      compile: (graph, { threads }) => compile(graph, lowerPlainly, threads, ['cuda', 'cpu']),
    };
  }
  return {
    name: layout === 'fastest' ? 'onnx' : `onnx (${layout})`,
    compile: async (graph, { threads }) => compile(graph, await loweringOf(graph, layout), threads),
  };
}

/** What this processor was found to have; asked once, by the first graph that gains by the answer. */
let channelBlock: Promise<number | undefined> | undefined;

async function loweringOf(graph: Graph, layout: OnnxLayout): Promise<GraphLowering> {
  const asks = layout === 'blocked' || (layout === 'fastest' && hasConvolutions(graph));
  if (!asks) return lowerPlainly;
  channelBlock ??= findChannelBlock((trial, tried) => compile(trial, tried, 1));
  const block = await channelBlock;
  if (block === undefined) return lowerPlainly;
  return lowerInBlocks(block, layout === 'blocked' ? 'everywhere' : 'gains');
}

const hasConvolutions = ({ nodes }: Graph): boolean => nodes.some(({ kind }) => kind === 'conv2d');

async function compile(
  graph: Graph,
  lower: GraphLowering,
  threads: number,
  providers: readonly string[] = ['cpu'],
): Promise<Executable> {
  const model = lowerToExecutableModel(graph, lower);
  try {
    const session = await InferenceSession.create(model.bytes, sessionOptions(threads, providers));
    return new OnnxExecutable(graph, model, session);
  } catch (cause) {
    throw new TensorError('COMPILE_FAILED', `onnx: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

/**
 * Optimization is off because it was measured to gain nothing: the lowering already shares, fuses and
 * leaves out what it can. Steps take the same time at every level; a 60-token LSTM's update loads in a
 * third of the time, a small CNN's step in 20 to 40 ms. The memory arena stays on, which is worth more.
 * What the engine refuses is thrown: it need not print it too.
 */
function sessionOptions(threads: number, providers: readonly string[]): InferenceSession.SessionOptions {
  return {
    executionProviders: [...providers],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 4,
  };
}

import { InferenceSession } from 'onnxruntime-node';
import type { Graph } from '../../graph.js';
import { blockedLowerings } from '../../lowerings/blocked/index.js';
import { lowerToExecutableModel } from '../../lowerings/executable-model.js';
import type { Lowerings } from '../../lowerings/lowering.js';
import { plainLowerings } from '../../lowerings/plain/index.js';
import type { Executable, Runtime } from '../../runtime.js';
import { TensorError } from '../../tensor-error.js';
import { findChannelBlock } from './channel-block.js';
import { OnnxExecutable } from './onnx-executable.js';

export interface OnnxRuntimeOptions {
  /** `plain`: ordinary ops only. Default `fastest`: convolutions in blocks of channels where the processor has them. */
  readonly layout?: 'fastest' | 'plain';
}

/** ONNX Runtime on the CPU, one session for the whole graph. */
export function onnxRuntime({ layout = 'fastest' }: OnnxRuntimeOptions = {}): Runtime {
  return {
    name: layout === 'plain' ? 'onnx (plain)' : 'onnx',
    compile: async (graph, { threads }) => compile(graph, await lowerings(graph, layout), threads),
  };
}

/** What this processor was found to have; asked once, by the first graph that gains by the answer. */
let channelBlock: Promise<number | undefined> | undefined;

async function lowerings(graph: Graph, layout: 'fastest' | 'plain'): Promise<Lowerings> {
  if (layout === 'plain' || !graph.nodes.some(({ kind }) => kind === 'conv2d')) return plainLowerings;
  channelBlock ??= findChannelBlock((trial, tried) => compile(trial, tried, 1));
  const block = await channelBlock;
  return block === undefined ? plainLowerings : blockedLowerings(block);
}

async function compile(graph: Graph, lowered: Lowerings, threads: number): Promise<Executable> {
  const model = lowerToExecutableModel(graph, lowered);
  try {
    const session = await InferenceSession.create(model.bytes, sessionOptions(threads));
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
 */
function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
  };
}

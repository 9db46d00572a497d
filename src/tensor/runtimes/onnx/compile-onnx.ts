import { InferenceSession } from 'onnxruntime-node';
import type { Graph } from '../../graph.js';
import { lowerToExecutableModel } from '../../lowerings/executable-model.js';
import type { GraphLowering } from '../../lowerings/lower-graph.js';
import type { Executable } from '../../runtime.js';
import { TensorError } from '../../tensor-error.js';
import { OnnxExecutable } from './onnx-executable.js';

/** One session for the whole graph, its model written by `lower`. COMPILE_FAILED: what the engine refuses. */
export async function compileOnnx(
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

import { InferenceSession } from 'onnxruntime-node';
import type { Graph } from '../../graph.js';
import { lowerToExecutableModel } from '../../lowerings/executable-model.js';
import { plainLowerings } from '../../lowerings/plain/index.js';
import type { CompileOptions, Executable, Runtime } from '../../runtime.js';
import { TensorError } from '../../tensor-error.js';
import { OnnxExecutable } from './onnx-executable.js';

/** ONNX Runtime on the CPU, one session for the whole graph. */
export function onnxRuntime(): Runtime {
  return { name: 'onnx', compile };
}

async function compile(graph: Graph, { threads }: CompileOptions): Promise<Executable> {
  const model = lowerToExecutableModel(graph, plainLowerings);
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

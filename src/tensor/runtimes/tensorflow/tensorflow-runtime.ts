import { lowerToRawProgram } from '../../lowerings/tensorflow/index.js';
import type { Runtime } from '../../runtime.js';
import { loadTensorFlow, type TensorFlowOptions } from './load-tensorflow.js';
import { TensorFlowExecutable } from './tensorflow-executable.js';

/**
 * TensorFlow.js on libtensorflow: the graph is called kernel by kernel, on a card where there is one. The number of threads
 * is the process's (TF_NUM_INTRAOP_THREADS), not the graph's.
 * @throws TensorError RUNTIME_UNAVAILABLE
 */
export function tensorFlowRuntime(options: TensorFlowOptions): Runtime {
  const { library } = loadTensorFlow(options);
  return {
    name: 'tensorflow',
    compile: async (graph) => new TensorFlowExecutable(graph, lowerToRawProgram(graph), library),
  };
}

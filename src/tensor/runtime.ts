import type { Graph } from './graph.js';
import type { Tensor } from './tensor.js';

export interface CompileOptions {
  /** Threads that one run may use. One thread: the same inputs give the same bits. */
  readonly threads: number;
}

/** Turns graphs into programs. Nothing outside src/tensor knows which one it has. */
export interface Runtime {
  readonly name: string;
  /** Rejects with COMPILE_FAILED when the engine refuses the graph. */
  compile(graph: Graph, options: CompileOptions): Promise<Executable>;
}

/** A compiled graph with the variables that it owns. Runs are served one after the other. */
export interface Executable {
  /**
   * Computes the graph's outputs from `feeds`, one tensor for each input, and moves the variables on.
   * Rejects with MISSING_VALUE, UNKNOWN_NAME, SHAPE_MISMATCH, DTYPE_MISMATCH or (negative ids) INVALID_ARGUMENT before
   * anything ran, with RUN_FAILED when the engine failed; the variables then stand as they stood.
   */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  /** A copy of every variable, for saving. */
  variables(): Record<string, Tensor>;
  /** Copies `values` in; the other variables keep theirs. UNKNOWN_NAME or SHAPE_MISMATCH: none is set. */
  setVariables(values: Readonly<Record<string, Tensor>>): void;
  /** Frees the engine's memory; every later call is refused with DISPOSED. */
  dispose(): Promise<void>;
}

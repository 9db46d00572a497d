import type { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import type { Graph } from '../../graph.js';
import type { ExecutableModel } from '../../lowerings/executable-model.js';
import type { Executable } from '../../runtime.js';
import type { Tensor } from '../../tensor.js';
import { TensorError } from '../../tensor-error.js';
import { checkFeeds, checkTensor } from '../feeds.js';
import { fromOnnx, toOnnx } from './onnx-tensors.js';
import { VariableBuffers } from './variable-buffers.js';

/** A session with the variables of its graph, which are inputs and outputs of the model. */
export class OnnxExecutable implements Executable {
  readonly #graph: Graph;
  readonly #session: InferenceSession;
  readonly #successors: ReadonlyMap<string, string>;
  readonly #variables: ReadonlyMap<string, VariableBuffers>;
  #lastRun: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(graph: Graph, { successors }: ExecutableModel, session: InferenceSession) {
    this.#graph = graph;
    this.#session = session;
    this.#successors = successors;
    this.#variables = new Map(
      Array.from(graph.variables, ([name, { shape }]) => [
        name,
        new VariableBuffers(shape, successors.has(name)),
      ]),
    );
  }

  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    const result = this.#lastRun.then(() => this.#runNow(feeds));
    this.#lastRun = result.catch(() => undefined);
    return result;
  }

  variables(): Record<string, Tensor> {
    this.#refuseIfDisposed();
    return Object.fromEntries(Array.from(this.#variables, ([name, buffers]) => [name, buffers.read()]));
  }

  setVariables(values: Readonly<Record<string, Tensor>>): void {
    this.#refuseIfDisposed();
    const writes = Object.entries(values).map(([name, tensor]) => this.#prepareWrite(name, tensor));
    for (const write of writes) write();
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#lastRun;
    await this.#session.release();
  }

  #prepareWrite(name: string, tensor: Tensor): () => void {
    const buffers = this.#variables.get(name);
    if (!buffers) throw new TensorError('UNKNOWN_NAME', `setVariables: the graph has no variable ${name}`);
    checkTensor(`setVariables: ${name}`, { shape: buffers.shape, dtype: 'float32' }, tensor);
    return () => {
      if (tensor.dtype === 'float32') buffers.write(tensor.data);
    };
  }

  async #runNow(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    this.#refuseIfDisposed();
    checkFeeds(this.#graph, feeds);
    const results = await this.#runSession(feeds);
    for (const buffers of this.#variables.values()) buffers.advance();
    return Object.fromEntries(
      Array.from(this.#graph.outputs.keys(), (name) => [name, fromOnnx(name, results[name])]),
    );
  }

  async #runSession(feeds: Readonly<Record<string, Tensor>>): Promise<InferenceSession.ReturnType> {
    const inputs: Record<string, OnnxTensor> = {};
    const fetches: Record<string, OnnxTensor | null> = {};
    for (const [name, tensor] of Object.entries(feeds)) inputs[name] = toOnnx(tensor);
    for (const name of this.#graph.outputs.keys()) fetches[name] = null;
    for (const [name, { current, spare }] of this.#variables) {
      inputs[name] = current;
      const successor = this.#successors.get(name);
      if (successor && spare) fetches[successor] = spare;
    }
    try {
      return await this.#session.run(inputs, fetches);
    } catch (cause) {
      throw new TensorError('RUN_FAILED', `onnx: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    }
  }

  #refuseIfDisposed(): void {
    if (this.#disposed) throw new TensorError('DISPOSED', 'onnx: the executable has been disposed');
  }
}

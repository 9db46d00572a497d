import type { Graph } from '../../graph.js';
import type { RawProgram, RawTensor, Slot } from '../../lowerings/tensorflow/index.js';
import { toRaw } from '../../lowerings/tensorflow/index.js';
import type { Executable } from '../../runtime.js';
import { floatTensor, intTensor, type Tensor } from '../../tensor.js';
import { TensorError } from '../../tensor-error.js';
import { checkFeeds, checkTensor } from '../feeds.js';
import { type PreparedCall, prepareCalls } from './prepare-calls.js';
import type { LibraryTensor, TensorFlowLibrary } from './tensorflow-library.js';

/** A program with the variables of its graph. Every tensor that a run makes is disposed of by the end of it. */
export class TensorFlowExecutable implements Executable {
  readonly #calls: readonly PreparedCall[];
  /** Constants and variables, by slot. */
  readonly #lasting: (LibraryTensor | undefined)[] = [];
  #disposed = false;

  constructor(
    private readonly graph: Graph,
    private readonly program: RawProgram,
    private readonly library: TensorFlowLibrary,
  ) {
    this.#calls = prepareCalls(program.calls, library.backend().binding);
    for (const [slot, tensor] of program.constants) this.#lasting[slot] = this.#make(tensor);
    for (const [name, slot] of program.variables) {
      this.#lasting[slot] = this.#make(floatTensor(graph.variables.get(name)?.shape ?? []));
    }
  }

  async run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    this.#refuseIfDisposed();
    checkFeeds(this.graph, feeds);
    const slots = [...this.#lasting];
    try {
      for (const [name, slot] of this.program.inputs) {
        const feed = feeds[name];
        if (feed) slots[slot] = this.#make(toRaw(feed));
      }
      for (const call of this.#calls) this.#execute(call, slots);
      const outputs = Array.from(this.program.outputs, ([name, slot]) => [
        name,
        this.#read(name, slots[slot]),
      ]);
      this.#advance(slots);
      return Object.fromEntries(outputs);
    } catch (cause) {
      if (cause instanceof TensorError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TensorError('RUN_FAILED', `tensorflow: ${reason}`, { cause });
    } finally {
      const lasting = new Set(this.#lasting);
      for (const tensor of slots) if (!lasting.has(tensor)) tensor?.dispose();
    }
  }

  variables(): Record<string, Tensor> {
    this.#refuseIfDisposed();
    return Object.fromEntries(
      Array.from(this.program.variables, ([name, slot]) => [name, this.#read(name, this.#lasting[slot])]),
    );
  }

  setVariables(values: Readonly<Record<string, Tensor>>): void {
    this.#refuseIfDisposed();
    const writes = Object.entries(values).map(([name, tensor]): [Slot, Tensor] => {
      const [slot, variable] = [this.program.variables.get(name), this.graph.variables.get(name)];
      if (slot === undefined || variable === undefined) {
        throw new TensorError('UNKNOWN_NAME', `setVariables: the graph has no variable ${name}`);
      }
      checkTensor(`setVariables: ${name}`, variable, tensor);
      return [slot, tensor];
    });
    for (const [slot, tensor] of writes) this.#replace(slot, this.#make(toRaw(tensor)));
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const tensor of this.#lasting.splice(0)) tensor?.dispose();
  }

  #execute(
    { op, attributes, inputs, outputs, frees }: PreparedCall,
    slots: (LibraryTensor | undefined)[],
  ): void {
    const operands = inputs.map((slot) => slots[slot]).filter((tensor) => tensor !== undefined);
    const results = this.library.backend().executeMultipleOutputs(op, attributes, operands, outputs.length);
    outputs.forEach((slot, index) => {
      slots[slot] = results[index];
    });
    for (const slot of frees) {
      slots[slot]?.dispose();
      slots[slot] = undefined;
    }
  }

  /** Moves the variables on. */
  #advance(slots: (LibraryTensor | undefined)[]): void {
    for (const [name, successor] of this.program.successors) {
      const slot = this.program.variables.get(name);
      const next = slots[successor];
      if (slot !== undefined && next) this.#replace(slot, next);
    }
  }

  #replace(slot: Slot, next: LibraryTensor): void {
    this.#lasting[slot]?.dispose();
    this.#lasting[slot] = next;
  }

  #make({ data, shape, dtype }: RawTensor): LibraryTensor {
    return this.library.tensor(data, [...shape], dtype);
  }

  #read(name: string, tensor: LibraryTensor | undefined): Tensor {
    const data = tensor?.dataSync();
    if (tensor && data instanceof Float32Array) return floatTensor(tensor.shape, data.slice());
    if (tensor && data instanceof Int32Array) return intTensor(tensor.shape, [...data]);
    throw new TensorError('RUN_FAILED', `tensorflow: ${name} came back as ${tensor?.dtype ?? 'nothing'}`);
  }

  #refuseIfDisposed(): void {
    if (this.#disposed) throw new TensorError('DISPOSED', 'tensorflow: the executable has been disposed');
  }
}

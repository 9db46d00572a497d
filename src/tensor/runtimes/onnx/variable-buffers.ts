import { Tensor as OnnxTensor } from 'onnxruntime-node';
import { type Shape, sizeOf } from '../../shape.js';
import { type FloatTensor, floatTensor } from '../../tensor.js';

/**
 * The value of one variable. An assigned one has two buffers: a run reads one and writes the other, then
 * they change places, so that a step neither allocates nor copies parameters.
 */
export class VariableBuffers {
  #current: OnnxTensor;
  #spare: OnnxTensor | undefined;

  constructor(
    readonly shape: Shape,
    isAssigned: boolean,
  ) {
    this.#current = zeros(shape);
    this.#spare = isAssigned ? zeros(shape) : undefined;
  }

  get current(): OnnxTensor {
    return this.#current;
  }
  /** Where a run writes the next value; undefined for a variable that no run changes. */
  get spare(): OnnxTensor | undefined {
    return this.#spare;
  }

  advance(): void {
    if (this.#spare) [this.#current, this.#spare] = [this.#spare, this.#current];
  }

  read(): FloatTensor {
    return floatTensor(this.shape, floatsOf(this.#current).slice());
  }

  write(values: Float32Array): void {
    floatsOf(this.#current).set(values);
  }
}

function zeros(shape: Shape): OnnxTensor {
  return new OnnxTensor('float32', new Float32Array(sizeOf(shape)), [...shape]);
}

function floatsOf({ data }: OnnxTensor): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new TypeError('a variable is float32');
}

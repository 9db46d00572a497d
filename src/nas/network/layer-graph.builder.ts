import {
  IMAGE,
  type Layer,
  type LayerGraph,
  type LayerShape,
  type NetworkInput,
  type Operation,
} from './layer-graph.js';
import { NetworkError } from './network-error.js';
import { effectOf } from './operations/index.js';

/** Puts layers on top of one another; what is built is in topological order because an input must exist. */
export class LayerGraphBuilder {
  readonly #layers: Layer[] = [];
  readonly #shapes = new Map<string, LayerShape>();

  constructor(readonly input: NetworkInput) {
    this.#shapes.set(IMAGE, [input.channels, input.height, input.width]);
  }

  /**
   * Applies `operation` to the outputs of earlier layers.
   * @returns `id`, for use as an input of later layers
   * @throws NetworkError when the id is taken, or an input is unknown or of a wrong shape
   */
  add(id: string, operation: Operation, inputs: readonly string[]): string {
    if (this.#shapes.has(id)) throw new NetworkError('DUPLICATE_ID', `there is a layer ${id} already`);
    const effect = effectOf(
      operation,
      inputs.map((input) => this.#inputOf(id, input)),
    );
    this.#layers.push({ ...operation, ...effect, id, inputs: [...inputs] });
    this.#shapes.set(id, effect.outputShape);
    return id;
  }

  /** @throws NetworkError OUTPUT_SHAPE unless the last layer gives one logit for each class */
  build(): LayerGraph {
    const { height, width, channels, classes } = this.input;
    const outputShape = this.#layers.at(-1)?.outputShape ?? [];
    if (outputShape.length !== 1 || outputShape[0] !== classes) {
      throw new NetworkError(
        'OUTPUT_SHAPE',
        `the last layer must give [${classes}], not [${outputShape.join(', ')}]`,
      );
    }
    return {
      input: { height, width, channels },
      classes,
      layers: [...this.#layers],
      parameters: this.#layers.reduce((sum, layer) => sum + layer.parameters, 0),
      flops: this.#layers.reduce((sum, layer) => sum + layer.flops, 0),
    };
  }

  /** @throws NetworkError UNKNOWN_INPUT */
  shapeOf(id: string): LayerShape {
    const shape = this.#shapes.get(id);
    if (!shape) throw new NetworkError('UNKNOWN_INPUT', `there is no layer ${id}`);
    return shape;
  }

  #inputOf(user: string, input: string): LayerShape {
    if (this.#shapes.has(input)) return this.shapeOf(input);
    throw new NetworkError('UNKNOWN_INPUT', `layer ${user} takes ${input}, which is no earlier layer`);
  }
}

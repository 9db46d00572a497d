import type { Effect } from '../effect.js';
import type { Add, LayerShape } from '../layer-graph.js';
import { NetworkError } from '../network-error.js';
import { sizeOf } from './input-shape.js';

/** One FLOP for each value and input after the first. */
export function add(_operation: Add, inputs: readonly LayerShape[]): Effect {
  const [outputShape] = inputs;
  if (!outputShape) throw new NetworkError('INPUT_COUNT', 'add takes at least 1 input');
  const other = inputs.find((shape) => shape.join() !== outputShape.join());
  if (other) {
    throw new NetworkError(
      'INPUT_SHAPE',
      `add takes inputs of one shape, not [${outputShape.join(', ')}] and [${other.join(', ')}]`,
    );
  }
  return { outputShape, parameters: 0, flops: (inputs.length - 1) * sizeOf(outputShape) };
}

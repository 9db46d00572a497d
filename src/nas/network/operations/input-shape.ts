import type { LayerShape } from '../layer-graph.js';
import { NetworkError } from '../network-error.js';

/** The shape of the only input. */
export function onlyInput(operation: string, inputs: readonly LayerShape[]): LayerShape {
  const [shape] = inputs;
  if (shape && inputs.length === 1) return shape;
  throw new NetworkError('INPUT_COUNT', `${operation} takes 1 input, not ${inputs.length}`);
}

/** The only input, which must be a feature map: [channels, height, width]. */
export function onlyMap(operation: string, inputs: readonly LayerShape[]): readonly [number, number, number] {
  const shape = onlyInput(operation, inputs);
  const [channels, height, width] = shape;
  if (channels !== undefined && height !== undefined && width !== undefined && shape.length === 3) {
    return [channels, height, width];
  }
  throw new NetworkError(
    'INPUT_SHAPE',
    `${operation} takes a map [channels, height, width], not [${shape.join(', ')}]`,
  );
}

/** The length of the only input, which must be a vector. */
export function onlyVector(operation: string, inputs: readonly LayerShape[]): number {
  const shape = onlyInput(operation, inputs);
  const [length] = shape;
  if (length !== undefined && shape.length === 1) return length;
  throw new NetworkError('INPUT_SHAPE', `${operation} takes a vector [n], not [${shape.join(', ')}]`);
}

/** Numbers in a tensor of this shape. */
export const sizeOf = (shape: LayerShape): number => shape.reduce((size, extent) => size * extent, 1);

import type { LayerGraphBuilder } from './layer-graph.builder.js';
import { IMAGE } from './layer-graph.js';

/**
 * One map of several: their sum, or all channels behind one another. Smaller maps get zeros around them, up to the
 * height and width of the largest (Zoph & Le, section 3.3). A single input is passed on.
 */
export function joinMaps(
  builder: LayerGraphBuilder,
  name: string,
  how: 'sum' | 'concat',
  inputs: readonly string[],
): string {
  const [first = IMAGE, ...others] = inputs;
  if (others.length === 0) return first;
  const shapes = inputs.map((input) => builder.shapeOf(input));
  const height = Math.max(...shapes.map((shape) => shape[1] ?? 1));
  const width = Math.max(...shapes.map((shape) => shape[2] ?? 1));
  const padded = inputs.map((input, index) =>
    shapes[index]?.[1] === height && shapes[index]?.[2] === width
      ? input
      : builder.add(`${name}.pad.${index}`, { operation: 'zeroPad', height, width }, [input]),
  );
  return builder.add(`${name}.${how}`, { operation: how === 'sum' ? 'add' : 'concat' }, padded);
}

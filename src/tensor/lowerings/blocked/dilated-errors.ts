import type { NodeOf } from '../../graph.js';
import type { Conv2dAttributes, Padding } from '../../op-signatures.js';
import { extentOf } from '../../shape.js';
import { convolution, mirroredPadding, turn } from '../plain/conv2d.js';
import type { BlockedMaps } from './blocked-maps.js';
import { convolve, isDense } from './convolve.js';
import { errorsOf } from './factored-errors.js';

type InputGradient = NodeOf<'conv2dInputGradient'>;

/** What the dilated errors need around them; where that is less than nothing, they do not fit. */
export function paddingOfDilated({ attributes, inputs: [filter, dy], outputs: [x] }: InputGradient): Padding {
  const [top, left] = mirroredPadding(attributes, filter.shape);
  const after = (axis: 0 | 1, before: number) => {
    const window = (extentOf(filter.shape, axis + 2) - 1) * attributes.dilations[axis];
    const errors = extentOf(dy.shape, axis + 2) * attributes.strides[axis];
    return extentOf(x.shape, axis + 2) + window - errors - before;
  };
  return [top, left, after(0, top), after(1, left)];
}

/**
 * The adjoint of a convolution with strides as one without: of dy with rows and columns of zeros in between. For a
 * filter of each channel, where moving data costs more than multiplying by zero, and for dilated windows.
 */
export function inputGradientOfDilated(maps: BlockedMaps, node: InputGradient): string {
  const { block, onnx } = maps;
  const { attributes } = node;
  const [filter, dy] = node.inputs;
  const meeting = errorsOf(maps, node);
  const [batch = 0, channels = 0, height = 0, width = 0] = dy.shape;
  const [rows, columns] = attributes.strides;
  const whole = maps.padded(channels);
  const lines = maps.reshape(meeting.map, [(batch * whole * height) / block, 1, width, block]);
  const around = onnx.ints([0, 0, 0, 0, 0, rows - 1, 0, (columns - 1) * block]);
  const errors = maps.reshape(onnx.node('Pad', [lines, around]), [
    batch,
    whole,
    height * rows,
    width * columns,
  ]);
  const dense = isDense(attributes);
  const turned = turn(onnx, meeting.filter, dense ? 'exchanged' : 'kept');
  const [outputs = 0, inputs = 0, ...window] = filter.shape;
  const shape = [...(dense ? [inputs, outputs] : [outputs, inputs]), ...window];
  const settings: Conv2dAttributes = { ...attributes, strides: [1, 1], padding: paddingOfDilated(node) };
  return convolve(maps, errors, turned, shape, convolution(settings, shape));
}

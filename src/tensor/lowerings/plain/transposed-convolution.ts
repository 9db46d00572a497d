import type { Conv2dAttributes } from '../../op-signatures.js';
import { extentOf, type Shape } from '../../shape.js';
import type { OnnxBuilder } from '../onnx-builder.js';

interface ConvolutionShapes {
  readonly x: Shape;
  readonly filter: Shape;
  readonly y: Shape;
}

/** The adjoint of the convolution x -> y with that filter: from values of y's shape to values of x's. */
export function transposedConvolution(
  onnx: OnnxBuilder,
  [values, filter]: readonly [values: string, filter: string],
  { strides, dilations, padding, groups }: Conv2dAttributes,
  shapes: ConvolutionShapes,
): string {
  const [top, left, bottom, right] = padding;
  // Rows and columns at the end of the map that no window reached, since the stride did not divide it.
  const rest = ([0, 1] as const).map((axis) => {
    const padded = extentOf(shapes.x, axis + 2) + (axis === 0 ? top + bottom : left + right);
    const window = dilations[axis] * (extentOf(shapes.filter, axis + 2) - 1) + 1;
    return padded - window - strides[axis] * (extentOf(shapes.y, axis + 2) - 1);
  });
  return onnx.node('ConvTranspose', [values, filter], {
    kernel_shape: shapes.filter.slice(2),
    strides,
    dilations,
    pads: padding,
    group: groups,
    output_padding: rest,
  });
}

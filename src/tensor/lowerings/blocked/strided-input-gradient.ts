import type { NodeOf } from '../../graph.js';
import type { Conv2dAttributes, Padding } from '../../op-signatures.js';
import { extentOf, type Shape } from '../../shape.js';
import { convolution, turn } from '../plain/conv2d.js';
import type { BlockedMaps } from './blocked-maps.js';
import { convolve, isDepthwise } from './convolve.js';
import { errorsOf } from './factored-errors.js';

type InputGradient = NodeOf<'conv2dInputGradient'>;

/** Rows (or columns) of x that lie at `phase` modulo the stride: they meet every stride-th row of the turned filter. */
interface Phase {
  /** First row of the turned filter, and how many; none where the stride jumps over these rows of x. */
  readonly start: number;
  readonly taps: number;
  readonly before: number;
  readonly after: number;
}

export function phasesFit(node: InputGradient): boolean {
  const fitting = ({ before, after }: Phase) => before >= 0 && after >= 0;
  return (
    node.attributes.dilations.every((dilation) => dilation === 1) &&
    ([0, 1] as const).every((axis) => phases(node, axis).every(fitting))
  );
}

/**
 * The adjoint of a convolution with strides: dx falls into as many phases as the strides have steps, each of them a
 * convolution of dy without strides by its part of the filter. No multiplication by zero is done.
 */
export function stridedInputGradient(maps: BlockedMaps, node: InputGradient): string {
  const { block } = maps;
  const [batch = 0, channels = 0, height = 0, width = 0] = node.outputs[0].shape;
  const [rowPhases, columnPhases] = [phases(node, 0), phases(node, 1)];
  const rows = Math.ceil(height / rowPhases.length);
  const columns = Math.ceil(width / columnPhases.length);
  const blocks = (batch * maps.padded(channels)) / block;
  const together = rowPhases.map((rowPhase) => {
    const parts = columnPhases.map((columnPhase) =>
      onePhase(maps, node, rowPhase, columnPhase, [rows, columns]),
    );
    return interleave(maps, parts, [blocks * rows * columns, 1, block]);
  });
  const [allRows, allColumns] = [rows * rowPhases.length, columns * columnPhases.length];
  const whole = interleave(maps, together, [blocks * rows, 1, allColumns * block]);
  const flat = maps.reshape(whole, [blocks, allRows, allColumns * block]);
  const cut = maps.first(maps.first(flat, 1, allRows, height), 2, allColumns * block, width * block);
  return maps.reshape(cut, [batch, maps.padded(channels), height, width]);
}

function onePhase(
  maps: BlockedMaps,
  node: InputGradient,
  rows: Phase,
  columns: Phase,
  extent: Shape,
): string {
  const { onnx } = maps;
  const {
    attributes,
    inputs: [filter],
    outputs: [x],
  } = node;
  if (rows.taps === 0 || columns.taps === 0) {
    const [batch = 0, channels = 0] = x.shape;
    return onnx.node('ConstantOfShape', [onnx.ints([batch, maps.padded(channels), ...extent])]);
  }
  const depthwise = isDepthwise(attributes, filter.shape);
  const errors = errorsOf(maps, node);
  const turned = turn(onnx, errors.filter, depthwise ? 'kept' : 'exchanged');
  const [start, step] = [onnx.ints([rows.start, columns.start]), onnx.ints(attributes.strides)];
  const part = onnx.node('Slice', [turned, start, onnx.ints([2 ** 31, 2 ** 31]), onnx.ints([2, 3]), step]);
  const [outputs = 0, inputs = 0] = filter.shape;
  const shape = [...(depthwise ? [outputs, inputs] : [inputs, outputs]), rows.taps, columns.taps];
  const padding: Padding = [rows.before, columns.before, rows.after, columns.after];
  const whole: Conv2dAttributes = { ...attributes, strides: [1, 1], padding };
  return convolve(maps, errors.map, part, shape, convolution(whole, shape));
}

function interleave(maps: BlockedMaps, parts: readonly string[], view: Shape): string {
  return maps.onnx.node(
    'Concat',
    parts.map((part) => maps.reshape(part, view)),
    { axis: 1 },
  );
}

/** Along axis 0 (rows) or 1 (columns). */
function phases({ attributes, inputs: [filter, dy], outputs: [x] }: InputGradient, axis: 0 | 1): Phase[] {
  const [stride, padding] = [attributes.strides[axis], attributes.padding[axis]];
  const size = extentOf(filter.shape, axis + 2);
  const places = Math.ceil(extentOf(x.shape, axis + 2) / stride);
  return Array.from({ length: stride }, (_, phase) => {
    const first = (phase + padding) % stride;
    const taps = Math.max(0, Math.ceil((size - first) / stride));
    const shift = (phase + padding - first) / stride;
    return {
      start: size - 1 - first - stride * (taps - 1),
      taps,
      before: taps === 0 ? 0 : taps - 1 - shift,
      after: taps === 0 ? 0 : places + shift - extentOf(dy.shape, axis + 2),
    };
  });
}

import type { NodeOf, Value } from '../../graph.js';
import { extentOf } from '../../shape.js';
import { convolution, mirroredPadding, turn } from '../plain/conv2d.js';
import type { BlockedMaps } from './blocked-maps.js';
import type { BlockedOp } from './blocked-op.js';
import { convolve, gainsByBlocks, isDense, isDepthwise } from './convolve.js';
import { inputGradientOfDilated, paddingOfDilated } from './dilated-errors.js';
import { errorsOf } from './factored-errors.js';
import { shallowFilter, turnedFilter } from './filter-layout.js';
import { phasesFit, stridedInputGradient } from './strided-input-gradient.js';

export const conv2d: BlockedOp<'conv2d'> = {
  role: 'leads',
  gives: 'blocked',
  fits: ({ attributes, inputs: [, filter] }) => isDense(attributes) || isDepthwise(attributes, filter.shape),
  gains: ({ attributes, inputs: [, filter] }, block) => gainsByBlocks(filter.shape, attributes.groups, block),
  write: (maps, { attributes, inputs: [x, filter] }) => {
    const settings = convolution(attributes, filter.shape);
    const plainFilter = maps.plain(filter);
    if (isDense(attributes) && readsPlain(maps, x)) {
      const operands = { x: maps.plain(x), filter: shallowFilter(maps, plainFilter, filter.shape) };
      return [maps.convolution(operands, settings)];
    }
    return [convolve(maps, maps.blocked(x), plainFilter, filter.shape, settings)];
  },
};

/** The convolution of dy with the turned filter; with strides phase by phase. */
export const conv2dInputGradient: BlockedOp<'conv2dInputGradient'> = {
  role: 'leads',
  gives: 'blocked',
  fits: (node) => {
    const { attributes } = node;
    const filter = node.inputs[0].shape;
    if (!isDense(attributes) && !isDepthwise(attributes, filter)) return false;
    return hasStrides(attributes)
      ? phasesFit(node) || dilatedFits(node)
      : mirroredPadding(attributes, filter).every((rows) => rows >= 0);
  },
  gains: ({ attributes, inputs: [filter] }, block) => gainsByBlocks(filter.shape, attributes.groups, block),
  write: (maps, node) => {
    const { attributes } = node;
    const filter = node.inputs[0];
    if (hasStrides(attributes)) {
      const inPhases = phasesFit(node) && (isDense(attributes) || !dilatedFits(node));
      return [inPhases ? stridedInputGradient(maps, node) : inputGradientOfDilated(maps, node)];
    }
    const [outputs = 0, inputs = 0, ...window] = filter.shape;
    const padding = mirroredPadding(attributes, filter.shape);
    const settings = convolution({ ...attributes, padding }, filter.shape);
    const dense = isDense(attributes);
    const errors = errorsOf(maps, node);
    const turned = turn(maps.onnx, errors.filter, dense ? 'exchanged' : 'kept');
    const shape = [...(dense ? [inputs, outputs] : [outputs, inputs]), ...window];
    const inBlocks = dense ? turnedFilter(maps, errors.filter, filter.shape) : undefined;
    return [convolve(maps, errors.map, turned, shape, settings, inBlocks)];
  },
};

const dilatedFits = (node: NodeOf<'conv2dInputGradient'>): boolean =>
  paddingOfDilated(node).every((extent) => extent >= 0);

const hasStrides = ({ strides }: { readonly strides: readonly number[] }) =>
  strides.some((stride) => stride > 1);

/** Few channels are read as they lie, where nothing has put them into blocks yet. */
export function readsPlain(maps: BlockedMaps, x: Value): boolean {
  return extentOf(x.shape, 1) < maps.block && !maps.isBlocked(x);
}

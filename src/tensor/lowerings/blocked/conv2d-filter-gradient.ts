import type { Value } from '../../graph.js';
import { extentOf, type Shape, sizeOf } from '../../shape.js';
import type { FilterGradient } from '../plain/conv2d-filter-gradient.js';
import type { BlockedMaps } from './blocked-maps.js';
import type { BlockedOp } from './blocked-op.js';
import { readsPlain } from './conv2d.js';
import { gainsByBlocks, isDense, isDepthwise } from './convolve.js';
import { depthwiseFilterGradient } from './depthwise-filter-gradient.js';
import { timesFactor } from './factored-errors.js';
import { isPointwise, pointwiseFilterGradient } from './pointwise-filter-gradient.js';
import { shallowFilterGradient } from './shallow-filter-gradient.js';

export const conv2dFilterGradient: BlockedOp<'conv2dFilterGradient'> = {
  role: 'leads',
  gives: 'plain',
  fits: ({ attributes, outputs: [filter] }) => isDense(attributes) || isDepthwise(attributes, filter.shape),
  gains: ({ attributes, outputs: [filter] }, block) => gainsByBlocks(filter.shape, attributes.groups, block),
  write: (maps, node) => {
    const [outputs = 0] = node.outputs[0].shape;
    const { map, factor } = maps.factored(node.inputs[1]);
    return [timesFactor(maps, formOf(maps, node)(maps, node, map), outputs, factor)];
  },
};

/** From dy in blocks to the plain gradient. */
type Form = (maps: BlockedMaps, node: FilterGradient, errors: string) => string;

function formOf(maps: BlockedMaps, node: FilterGradient): Form {
  if (!isDense(node.attributes)) return depthwiseFilterGradient;
  if (readsPlain(maps, node.inputs[0])) return shallowFilterGradient;
  return isPointwise(node, maps.block) ? pointwiseFilterGradient : denseFilterGradient;
}

/**
 * A convolution in which the batch stands for the channels, dy for the filter, and a window as large as the map of dy.
 * Channels of x are its innermost columns: with a dilation of one pixel along the columns, its result is [i / pixel,
 * o / block, h, w, channel of the pixel, block of o] without unfolding x. Images are cut into chunks of rows, which count
 * as channels too, so that a chunk of dy stays in the cache.
 */
function denseFilterGradient(maps: BlockedMaps, node: FilterGradient, errors: string): string {
  const { block } = maps;
  const { strides, dilations } = node.attributes;
  const [outputs = 0, inputs = 0, height = 0, width = 0] = node.outputs[0].shape;
  const outputBlocks = maps.padded(outputs) / block;
  const columns = extentOf(node.inputs[1].shape, 3);
  const chunks = chunksOf(node, block);
  const spread = (width - 1) * dilations[1] + 1;
  const pixel = pixelOf(inputs, block);

  const x = chunksOfX(maps, node, chunks, spread);
  const dy = chunksOfErrors(maps, node, errors, chunks);
  const y = maps.node('Conv', [x, dy], {
    kernel_shape: [chunks.rows, columns],
    strides: [dilations[0], 1],
    dilations: [strides[0], strides[1] * pixel],
  });
  const flat = maps.reshape(y, [inputs / pixel, outputBlocks, height, spread, pixel, block]);
  const taken = everyNth(maps, flat, 3, dilations[1]);
  return plainFilter(maps, taken, node.outputs[0].shape);
}

/** From [i / pixel, o / block, h, w, channel of the pixel, block of o]: one axis at a time, which the engine does fastest. */
function plainFilter(maps: BlockedMaps, filter: string, shape: Shape): string {
  const { onnx, block } = maps;
  const [outputs = 0, inputs = 0, ...window] = shape;
  const pixel = pixelOf(inputs, block);
  const [parts, positions] = [inputs / pixel, sizeOf(window)];
  const asMaps = maps.reshape(filter, [parts, maps.padded(outputs), positions * pixel, 1]);
  const byPart = maps.reshape(maps.node('ReorderOutput', [asMaps], { channels: outputs }), [
    parts,
    outputs,
    positions * pixel,
  ]);
  const outputsFirst = parts === 1 ? byPart : onnx.node('Transpose', [byPart], { perm: [1, 0, 2] });
  const pixels = maps.reshape(outputsFirst, [outputs * parts, positions, pixel]);
  return maps.reshape(onnx.node('Transpose', [pixels], { perm: [0, 2, 1] }), shape);
}

/** How many channels of x lie side by side: a block, or all of them where they fill no whole blocks, so that no zeros are multiplied. */
const pixelOf = (channels: number, block: number): number => (channels % block === 0 ? block : channels);

interface Chunks {
  /** Of an image; a divisor of the block. */
  readonly count: number;
  /** Of dy, in each. */
  readonly rows: number;
  /** Of the batch, with those that fill the last block. */
  readonly images: number;
}

const MOST_POSITIONS_OF_CHUNK = 2048;

function chunksOf({ inputs: [, dy] }: FilterGradient, block: number): Chunks {
  const [batch = 0, , height = 0, width = 0] = dy.shape;
  let count = 1;
  while (
    count < block &&
    count < height &&
    Math.ceil(height / count) * width * block > MOST_POSITIONS_OF_CHUNK
  ) {
    count *= 2;
  }
  const imagesABlock = block / count;
  return {
    count,
    rows: Math.ceil(height / count),
    images: Math.ceil(batch / imagesABlock) * imagesABlock,
  };
}

/** x as [i / pixel, image and chunk / block, rows, columns, channel of the pixel, block of image and chunk], padding laid around. */
function chunksOfX(maps: BlockedMaps, node: FilterGradient, chunks: Chunks, spread: number): string {
  const { block, onnx } = maps;
  const { strides, dilations, padding } = node.attributes;
  const [batch = 0, channels = 0, height = 0, width = 0] = node.inputs[0].shape;
  const pixel = pixelOf(channels, block);
  const parts = channels / pixel;
  const columns = (extentOf(node.inputs[1].shape, 3) - 1) * strides[1] + spread;
  const rows = (chunks.rows - 1) * strides[0] + (extentOf(node.outputs[0].shape, 2) - 1) * dilations[0] + 1;
  const [top, left] = padding;

  const picked = { parts, chunks, batch, rows, height, stride: strides[0], top };
  // One line of zeros after each image stands for all the padding above and below, where there is some.
  const outside = picksOutside(picked) ? 1 : 0;
  // After the last column that a window reached, columns are cut off, as channels that only fill a block are: less than none are added.
  const [before, after] = [left, columns - width - left];
  const isWhole = channels % block === 0;
  const isPadded = outside > 0 || before > 0 || after !== 0 || !isWhole;
  const lines = isWhole
    ? maps.reshape(maps.blocked(node.inputs[0]), [batch * parts, height, width, block])
    : channelsInnermost(maps, node.inputs[0]);
  const around = onnx.ints([
    0,
    0,
    before,
    0,
    0,
    outside,
    after,
    isWhole ? 0 : channels - maps.padded(channels),
  ]);
  const padded = maps.reshape(isPadded ? onnx.node('Pad', [lines, around]) : lines, [
    batch * parts * (height + outside),
    columns * pixel,
  ]);
  const key = `lines ${JSON.stringify([picked, outside])}`;
  const indices = onnx.manyInts(key, () => pickLines(picked, height + outside));
  const gathered = onnx.node('Gather', [padded, indices], { axis: 0 });
  const asMaps = [parts, chunks.images * chunks.count, rows, columns * pixel];
  return maps.node('ReorderInput', [maps.reshape(gathered, asMaps)]);
}

/** A map as [n, h, w, c padded]. */
function channelsInnermost(maps: BlockedMaps, x: Value): string {
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  const whole = maps.padded(channels);
  if (whole === maps.block) return maps.reshape(maps.blocked(x), [batch, height, width, whole]);
  const split = maps.reshape(maps.blocked(x), [batch, whole / maps.block, height, width, maps.block]);
  const ordered = maps.onnx.node('Transpose', [split], { perm: [0, 2, 3, 1, 4] });
  return maps.reshape(ordered, [batch, height, width, whole]);
}

interface Lines {
  /** Of the channels of an image, one after the other. */
  readonly parts: number;
  readonly chunks: Chunks;
  readonly batch: number;
  /** Of x, in each chunk. */
  readonly rows: number;
  /** Of x, in each image. */
  readonly height: number;
  readonly stride: number;
  readonly top: number;
}

/** Whether a chunk reads a line above or below its image, or an image that only fills the last block. */
function picksOutside({ chunks, batch, rows, height, stride, top }: Lines): boolean {
  const last = (chunks.count - 1) * chunks.rows * stride - top + rows - 1;
  return top > 0 || last >= height || chunks.images > batch;
}

/** The lines of all chunks by part of the channels, among images of `spacing` lines; the last of an image stands for those outside. */
function pickLines({ parts, chunks, batch, rows, height, stride, top }: Lines, spacing: number): number[] {
  const picked: number[] = [];
  for (let of = 0; of < parts; of += 1) {
    for (let image = 0; image < chunks.images; image += 1) {
      for (let chunk = 0; chunk < chunks.count; chunk += 1) {
        for (let row = 0; row < rows; row += 1) {
          const line = chunk * chunks.rows * stride - top + row;
          const exists = image < batch && line >= 0 && line < height;
          picked.push((image < batch ? image * parts + of : 0) * spacing + (exists ? line : height));
        }
      }
    }
  }
  return picked;
}

/** dy as [o / block, image and chunk / block, rows, columns, block of image and chunk, block of o]. */
function chunksOfErrors(
  maps: BlockedMaps,
  { inputs: [, dy] }: FilterGradient,
  errors: string,
  chunks: Chunks,
): string {
  const { block, onnx } = maps;
  const [batch = 0, outputs = 0, height = 0, width = 0] = dy.shape;
  const blocks = maps.padded(outputs) / block;
  const imagesABlock = block / chunks.count;
  const from = [batch, blocks, height, width * block];
  const to = [chunks.images, blocks, chunks.count * chunks.rows, width * block];
  const whole = maps.pad(maps.reshape(errors, from), from, to);
  const split = [
    chunks.images / imagesABlock,
    imagesABlock,
    blocks,
    chunks.count,
    chunks.rows * width,
    block,
  ];
  const ordered = onnx.node('Transpose', [maps.reshape(whole, split)], { perm: [2, 0, 4, 1, 3, 5] });
  return maps.reshape(ordered, [blocks * block, chunks.images * chunks.count, chunks.rows, width]);
}

/** Every `step`-th element along `axis`. */
export function everyNth(maps: BlockedMaps, name: string, axis: number, step: number): string {
  if (step === 1) return name;
  const bounds: Shape[] = [[0], [2 ** 31], [axis], [step]];
  return maps.onnx.node('Slice', [name, ...bounds.map((values) => maps.onnx.ints(values))]);
}

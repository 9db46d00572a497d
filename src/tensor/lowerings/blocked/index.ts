import type { Lowerings } from '../lowering.js';
import { plainLowerings } from '../plain/index.js';
import { blockedConv2d, blockedFilterGradient, blockedInputGradient } from './conv2d.js';

/**
 * Convolutions in the memory layout in which ONNX Runtime's CPU kernels are fastest: channels in blocks of `block`,
 * innermost. Between them maps are as everywhere, so each convolution reorders what it reads and gives. What the
 * layout cannot hold, or gains nothing by it, is lowered plainly.
 */
export function blockedLowerings(block: number): Lowerings {
  return {
    ...plainLowerings,
    conv2d: blockedConv2d(block),
    conv2dInputGradient: blockedInputGradient(block),
    conv2dFilterGradient: blockedFilterGradient(block),
  };
}

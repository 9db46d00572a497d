/** Definitions that go by a name; their kinds fill in what they leave out. */
const presets = {
  /** The example of lectures on the paper: 20 layers of number, size and stride of filters, 60 tokens. */
  'lecture-60': {
    kind: 'cnn-chain',
    layers: 20,
    square: true,
    filterHeights: [3, 5, 7],
    strideHeights: [1, 2],
  },
  /** Zoph & Le (ICLR 2017), section 4.1: inputs by anchor points; 6 layers, to which the depth schedule adds. */
  'zoph-le-2017': { kind: 'cnn-chain', minLayers: 6, layers: 20, skips: true },
  /** The same section's second experiment, with strides. */
  'zoph-le-2017-strides': {
    kind: 'cnn-chain',
    minLayers: 6,
    layers: 20,
    skips: true,
    strideHeights: [1, 2, 3],
    strideWidths: [1, 2, 3],
  },
} as const;

export const presetNames = Object.keys(presets) as (keyof typeof presets)[];

/** The definition behind a name; anything else as it is. */
export const withPreset = (input: unknown): unknown =>
  typeof input === 'string' && Object.hasOwn(presets, input) ? presets[input as keyof typeof presets] : input;

/** The names whose definitions are of a kind. */
export const presetsOfKind = (kind: string): string[] =>
  presetNames.filter((name) => presets[name].kind === kind);

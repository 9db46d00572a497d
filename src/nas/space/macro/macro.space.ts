import { type LayerGraph, NetworkError } from '../../network/index.js';
import type { ArchitectureCodec, Decision, SearchSpace } from '../search-space.js';
import { SpaceError } from '../space-error.js';
import { stableHash } from '../stable-hash.js';
import { chosen, countArchitectures, validateTokens } from '../tokens.js';
import { type MacroDefinition, type MacroDescription, macroDescriptionSchema } from './definition.js';

const LAYERS = 8;
/** Identity, or an inverted bottleneck with the expansion and kernel size in its name; the digit is the position. */
const blocks = ['identity', 'mb3_k3', 'mb6_k5'] as const;
const names: readonly string[] = blocks;

/** The networks of NAS-Bench-Macro (Su et al., CVPR 2021): one of 3 blocks for each of 8 layers, 6,561 networks. */
export class MacroSpace implements SearchSpace {
  readonly kind = 'macro';
  readonly decisions: readonly Decision[] = Array.from({ length: LAYERS }, (_, layer) => ({
    name: `layers[${layer}].block`,
    type: 'block',
    choices: blocks,
  }));
  readonly size = countArchitectures(this.decisions);
  readonly hashOfSpace: string;
  readonly codec: ArchitectureCodec = {
    format: (tokens) => {
      this.validate(tokens);
      return tokens.join('');
    },
    parse: parseDigits,
  };

  constructor(readonly definition: MacroDefinition) {
    this.hashOfSpace = stableHash(definition);
  }

  validate(tokens: readonly number[]): void {
    validateTokens(this.decisions, tokens);
  }

  describe(tokens: readonly number[]): MacroDescription {
    this.validate(tokens);
    return { kind: 'macro', blocks: tokens.map((token) => chosen(blocks, token)) };
  }

  encode(description: MacroDescription): number[] {
    const parsed = macroDescriptionSchema.safeParse(description);
    const tokens = parsed.success ? parsed.data.blocks.map((name) => names.indexOf(name)) : [];
    if (tokens.length === LAYERS && !tokens.includes(-1)) return tokens;
    throw new SpaceError('INVALID_DESCRIPTION', `blocks must be ${LAYERS} of ${blocks.join(', ')}`);
  }

  /** Where an identity stands matters, since the layers around it differ: all networks are different. */
  canonicalHash(tokens: readonly number[]): string {
    return stableHash(this.describe(tokens));
  }

  /** @throws NetworkError NOT_TRAINABLE: its blocks add and convolve by depth, which layer graphs do not know yet */
  network(): LayerGraph {
    throw new NetworkError(
      'NOT_TRAINABLE',
      'networks of macro cannot be trained yet, only looked up in a benchmark table: layer graphs lack depthwise convolution and addition',
    );
  }
}

function parseDigits(text: string): number[] {
  if (new RegExp(`^[0-${blocks.length - 1}]{${LAYERS}}$`).test(text)) return Array.from(text, Number);
  throw new SpaceError(
    'INVALID_DESCRIPTION',
    `'${text}' is no network of macro: it must be ${LAYERS} digits from 0 to ${blocks.length - 1}, e.g. 22212220`,
  );
}

import type { LayerGraph, NetworkInput } from '../../network/index.js';
import type { ArchitectureCodec, Decision, SearchSpace } from '../search-space.js';
import { SpaceError } from '../space-error.js';
import { stableHash } from '../stable-hash.js';
import { countArchitectures, validateTokens } from '../tokens.js';
import { canonicalCell, edges, formatCell, operations, parseCell } from './cell.js';
import {
  type NasBench201Definition,
  type NasBench201Description,
  nasBench201DescriptionSchema,
} from './definition.js';
import { cellFeatures } from './features.js';
import { nasBench201Network } from './network.js';

/** The cells of NAS-Bench-201 (Dong & Yang, ICLR 2020): 6 edges with 5 operations, 15,625 cells, 6,466 of them different. */
export class NasBench201Space implements SearchSpace {
  readonly kind = 'nasbench201';
  readonly decisions: readonly Decision[] = edges.map(({ from, to }) => ({
    name: `edges[${from}-${to}].operation`,
    // An edge is not interchangeable with another: a controller that shares heads among them learns less.
    type: `edges[${from}-${to}].operation`,
    choices: operations,
  }));
  readonly size = countArchitectures(this.decisions);
  readonly hashOfSpace: string;
  readonly codec: ArchitectureCodec = {
    format: (tokens) => {
      this.validate(tokens);
      return formatCell(tokens);
    },
    parse: parseCell,
  };

  constructor(readonly definition: NasBench201Definition) {
    this.hashOfSpace = stableHash(definition);
  }

  validate(tokens: readonly number[]): void {
    validateTokens(this.decisions, tokens);
  }

  describe(tokens: readonly number[]): NasBench201Description {
    return { kind: 'nasbench201', cell: this.codec.format(tokens) };
  }

  encode(description: NasBench201Description): number[] {
    const parsed = nasBench201DescriptionSchema.safeParse(description);
    if (parsed.success) return parseCell(parsed.data.cell);
    throw new SpaceError('INVALID_DESCRIPTION', `no description of a nasbench201: ${parsed.error.message}`);
  }

  canonicalHash(tokens: readonly number[]): string {
    this.validate(tokens);
    return stableHash({ kind: this.kind, canonicalCell: canonicalCell(tokens) });
  }

  features(tokens: readonly number[]): Uint8Array {
    return cellFeatures(this.decisions, tokens);
  }

  network(tokens: readonly number[], input: NetworkInput): LayerGraph {
    this.validate(tokens);
    return nasBench201Network(tokens, input);
  }
}

import type { LayerGraph, NetworkInput } from '../../network/index.js';
import type { Decision, SearchSpace } from '../search-space.js';
import { SpaceError } from '../space-error.js';
import { stableHash } from '../stable-hash.js';
import { chosen, countArchitectures, validateTokens } from '../tokens.js';
import { canonicalCell } from './canonical-cell.js';
import {
  type CellBlock,
  type NasNetCellDefinition,
  type NasNetCellDescription,
  nasNetCellDescriptionSchema,
} from './definition.js';
import { nasNetCellNetwork } from './network.js';

const CELLS = ['normal', 'reduction'] as const;
/** First input, first operation, second input, second operation. */
const DECISIONS_PER_BLOCK = 4;

/** A normal and a reduction cell of blocks that add two operations (Zoph et al., CVPR 2018; Pham et al., ICML 2018). */
export class NasNetCellSpace implements SearchSpace {
  readonly kind = 'nasnet-cell';
  readonly decisions: readonly Decision[];
  readonly size: bigint;
  readonly hashOfSpace: string;

  constructor(readonly definition: NasNetCellDefinition) {
    const { blocks, operations } = definition;
    this.decisions = CELLS.flatMap((cell) =>
      Array.from({ length: blocks }, (_, block) => {
        const inputs = Array.from({ length: block + 2 }, (_none, input) => input);
        return [0, 1].flatMap((side) => [
          { name: `${cell}[${block}].inputs[${side}]`, type: `input of block ${block}`, choices: inputs },
          { name: `${cell}[${block}].operations[${side}]`, type: 'operation', choices: operations },
        ]);
      }).flat(),
    );
    this.size = countArchitectures(this.decisions);
    this.hashOfSpace = stableHash(definition);
  }

  validate(tokens: readonly number[]): void {
    validateTokens(this.decisions, tokens);
  }

  describe(tokens: readonly number[]): NasNetCellDescription {
    this.validate(tokens);
    const { blocks, operations } = this.definition;
    const cell = (first: number): CellBlock[] =>
      Array.from({ length: blocks }, (_, block) => {
        const at = DECISIONS_PER_BLOCK * (first + block);
        return {
          inputs: [tokens[at] ?? 0, tokens[at + 2] ?? 0],
          operations: [chosen(operations, tokens[at + 1]), chosen(operations, tokens[at + 3])],
        };
      });
    return { kind: 'nasnet-cell', normal: cell(0), reduction: cell(blocks) };
  }

  encode(description: NasNetCellDescription): number[] {
    const parsed = nasNetCellDescriptionSchema.safeParse(description);
    if (!parsed.success) {
      throw new SpaceError('INVALID_DESCRIPTION', `no description of a nasnet-cell: ${parsed.error.message}`);
    }
    const { blocks } = this.definition;
    const wrong = CELLS.find((cell) => parsed.data[cell].length !== blocks);
    if (wrong) {
      throw new SpaceError(
        'INVALID_DESCRIPTION',
        `${wrong} must have ${blocks} blocks, not ${parsed.data[wrong].length}`,
      );
    }
    const values = CELLS.flatMap((cell) =>
      parsed.data[cell].flatMap(({ inputs, operations }) => [
        inputs[0],
        operations[0],
        inputs[1],
        operations[1],
      ]),
    );
    return values.map((value, position) => this.#tokenOf(value, position));
  }

  canonicalHash(tokens: readonly number[]): string {
    const { normal, reduction } = this.describe(tokens);
    const { stages, cells, filters } = this.definition;
    return stableHash({
      kind: this.kind,
      ...{ stages, cells, filters },
      normal: canonicalCell(normal),
      // With one stage there is no reduction cell in the network.
      reduction: stages > 1 ? canonicalCell(reduction) : null,
    });
  }

  network(tokens: readonly number[], input: NetworkInput): LayerGraph {
    return nasNetCellNetwork(this.definition, this.describe(tokens), input);
  }

  #tokenOf(value: number | string, position: number): number {
    const { name = '', choices = [] } = this.decisions[position] ?? {};
    const token = choices.indexOf(value);
    if (token >= 0) return token;
    throw new SpaceError('INVALID_DESCRIPTION', `${name} must be one of ${choices.join(', ')}, not ${value}`);
  }
}

import { type LayerGraph, NetworkError } from '../../network/index.js';
import type { Decision, SearchSpace } from '../search-space.js';
import { SpaceError } from '../space-error.js';
import { stableHash } from '../stable-hash.js';
import { countArchitectures, validateTokens } from '../tokens.js';
import { canonicalCell } from './canonical-cell.js';
import {
  type RecurrentCellDefinition,
  type RecurrentCellDescription,
  recurrentCellDescriptionSchema,
} from './definition.js';

/** Recurrent cells as binary trees (Zoph & Le, ICLR 2017, section 3.4). */
export class RecurrentCellSpace implements SearchSpace {
  readonly kind = 'recurrent-cell';
  readonly decisions: readonly Decision[];
  readonly size: bigint;
  readonly hashOfSpace: string;

  constructor(readonly definition: RecurrentCellDefinition) {
    this.decisions = decisionsOf(definition);
    this.size = countArchitectures(this.decisions);
    this.hashOfSpace = stableHash(definition);
  }

  validate(tokens: readonly number[]): void {
    validateTokens(this.decisions, tokens);
  }

  describe(tokens: readonly number[]): RecurrentCellDescription {
    this.validate(tokens);
    const chosen = this.decisions.map(({ choices }, position) => choices[tokens[position] ?? -1]);
    const node = (position: number) => ({
      combination: chosen[position],
      activation: chosen[position + 1],
    });
    const count = nodeCount(this.definition);
    const [cellOutput, cellInput] = chosen.slice(-2);
    // Each choice is one that the schema of the definition admits.
    return recurrentCellDescriptionSchema.parse({
      kind: 'recurrent-cell',
      nodes: Array.from({ length: count }, (_, index) => node(2 * index)),
      inject: node(2 * count),
      cellInput,
      cellOutput,
    });
  }

  encode(description: RecurrentCellDescription): number[] {
    const parsed = recurrentCellDescriptionSchema.safeParse(description);
    if (!parsed.success) {
      throw new SpaceError(
        'INVALID_DESCRIPTION',
        `no description of a recurrent-cell: ${parsed.error.message}`,
      );
    }
    const { nodes, inject, cellInput, cellOutput } = parsed.data;
    if (nodes.length !== nodeCount(this.definition)) {
      throw new SpaceError(
        'INVALID_DESCRIPTION',
        `nodes must have ${nodeCount(this.definition)} entries, not ${nodes.length}`,
      );
    }
    const values = [...nodes, inject].flatMap(({ combination, activation }) => [combination, activation]);
    return [...values, cellOutput, cellInput].map((value, position) => this.#tokenOf(value, position));
  }

  canonicalHash(tokens: readonly number[]): string {
    return stableHash({ kind: this.kind, cell: canonicalCell(this.describe(tokens)) });
  }

  /** @throws NetworkError NOT_TRAINABLE: there is no data set of sequences to train a cell on */
  network(): LayerGraph {
    throw new NetworkError(
      'NOT_TRAINABLE',
      'cells of recurrent-cell cannot be trained here: there is no data set of sequences; evaluate them outside',
    );
  }

  #tokenOf(value: number | string, position: number): number {
    const { name = '', choices = [] } = this.decisions[position] ?? {};
    const token = choices.indexOf(value);
    if (token >= 0) return token;
    throw new SpaceError('INVALID_DESCRIPTION', `${name} must be one of ${choices.join(', ')}, not ${value}`);
  }
}

/** Leaves and the nodes above them. */
const nodeCount = ({ leaves }: RecurrentCellDefinition): number => 2 * leaves - 1;

/** The order of the paper's figure 5: node by node, then cell inject, then cell index, its output first. */
function decisionsOf(definition: RecurrentCellDefinition): Decision[] {
  const { combinations, activations } = definition;
  const nodes = Array.from({ length: nodeCount(definition) }, (_, index) => index);
  const pair = (name: string, type: string) => [
    { name: `${name}.combination`, type: `${type}.combination`, choices: combinations },
    { name: `${name}.activation`, type: `${type}.activation`, choices: activations },
  ];
  return [
    ...nodes.flatMap((index) => pair(`nodes[${index}]`, 'node')),
    ...pair('inject', 'inject'),
    { name: 'cellOutput', type: 'cellOutput', choices: nodes },
    { name: 'cellInput', type: 'cellInput', choices: nodes },
  ];
}

import { CnnChainSpace } from './cnn-chain/cnn-chain.space.js';
import type { SpaceDefinition } from './definition.js';
import type { SearchSpace } from './search-space.js';

type Constructors = {
  readonly [Kind in SpaceDefinition['kind']]: (
    definition: Extract<SpaceDefinition, { kind: Kind }>,
  ) => SearchSpace;
};

const constructors: Constructors = {
  'cnn-chain': (definition) => new CnnChainSpace(definition),
};

/** The space that a definition describes; read unknown input with `spaceDefinitionSchema` first. */
export function createSpace(definition: SpaceDefinition): SearchSpace {
  return constructors[definition.kind](definition);
}

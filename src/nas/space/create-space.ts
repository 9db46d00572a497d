import { CnnChainSpace } from './cnn-chain/cnn-chain.space.js';
import { CustomSpace } from './custom/custom.space.js';
import type { SpaceDefinition } from './definition.js';
import { MacroSpace } from './macro/macro.space.js';
import { NasBench201Space } from './nasbench201/nasbench201.space.js';
import { NasNetCellSpace } from './nasnet-cell/nasnet-cell.space.js';
import { RecurrentCellSpace } from './recurrent-cell/recurrent-cell.space.js';
import type { SearchSpace } from './search-space.js';

type Constructors = {
  readonly [Kind in SpaceDefinition['kind']]: (
    definition: Extract<SpaceDefinition, { kind: Kind }>,
  ) => SearchSpace;
};

const constructors: Constructors = {
  'cnn-chain': (definition) => new CnnChainSpace(definition),
  nasbench201: (definition) => new NasBench201Space(definition),
  macro: (definition) => new MacroSpace(definition),
  custom: (definition) => new CustomSpace(definition),
  'nasnet-cell': (definition) => new NasNetCellSpace(definition),
  'recurrent-cell': (definition) => new RecurrentCellSpace(definition),
};

/** The space that a definition describes; read unknown input with `spaceDefinitionSchema` first. */
export function createSpace(definition: SpaceDefinition): SearchSpace {
  // The table pairs each kind with its constructor, which the compiler cannot follow through a lookup.
  const construct = constructors[definition.kind] as (definition: SpaceDefinition) => SearchSpace;
  return construct(definition);
}

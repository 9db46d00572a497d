export { createSpace } from './create-space.js';
export { type ArchitectureDescription, type SpaceDefinition, spaceDefinitionSchema } from './definition.js';
export { indexOfTokens, tokensAt } from './enumeration.js';
export { mutate, neighbours, randomTokens } from './neighbourhood.js';
export type { ArchitectureCodec, Decision, SearchSpace } from './search-space.js';
export { SpaceError, type SpaceErrorCode } from './space-error.js';

export { createSpace } from './create-space.js';
export { type ArchitectureDescription, type SpaceDefinition, spaceDefinitionSchema } from './definition.js';
export { indexOfTokens, tokensAt } from './enumeration.js';
export { spaceJsonSchema } from './json-schema.js';
export { mutate, neighbours, randomTokens } from './neighbourhood.js';
export { oneHot, tokensOfOneHot } from './one-hot.js';
export { isAdmitted, isNormal, normalForm } from './rules.js';
export type { ArchitectureCodec, Decision, SearchSpace, SpaceRules } from './search-space.js';
export { SpaceError, type SpaceErrorCode } from './space-error.js';

export { createSpace } from './create-space.js';
export { type ArchitectureDescription, type SpaceDefinition, spaceDefinitionSchema } from './definition.js';
export type { Decision, SearchSpace } from './search-space.js';
export { SpaceError, type SpaceErrorCode } from './space-error.js';

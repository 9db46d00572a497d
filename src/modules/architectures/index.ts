export { ArchitectureEntity } from './architecture.entity.js';
export { ArchitectureModel } from './architecture.model.js';
export {
  ArchitecturesApiModule,
  ArchitecturesModule,
  architectureResolvers,
} from './architectures.module.js';
export { ArchitectureRepository, type KnownArchitecture, type Sizing } from './typeorm-architectures.js';

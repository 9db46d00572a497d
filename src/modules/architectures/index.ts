export { ArchitectureEntity } from './architecture.entity.js';
export { ArchitectureModel } from './architecture.model.js';
export {
  ArchitecturesApiModule,
  ArchitecturesModule,
  architectureResolvers,
} from './architectures.module.js';
export { ArchitectureRepository, type KnownArchitecture } from './typeorm-architectures.js';

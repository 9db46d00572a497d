export { ArtifactEntity } from './artifact.entity.js';
export { ArtifactModel } from './artifact.model.js';
export { artifactPath } from './artifacts.controller.js';
export { ArtifactsApiModule, ArtifactsModule } from './artifacts.module.js';
export { ArtifactRepository } from './typeorm-artifacts.js';

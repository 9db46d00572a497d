export { ApiKeyEntity } from './api-key.entity.js';
export { ApiKeysService } from './api-keys.service.js';
export { authenticated } from './authentication.middleware.js';
export { Authentication } from './authentication.service.js';
export { ProjectEntity } from './project.entity.js';
export { ProjectModel } from './project.model.js';
export { ProjectsApiModule, ProjectsModule, projectResolvers } from './projects.module.js';
export { ApiKeyRepository } from './typeorm-api-keys.js';
export { ProjectRepository, type Quotas } from './typeorm-projects.js';

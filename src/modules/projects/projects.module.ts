import { Module } from '@nestjs/common';
import { OpenStreams, RequestLimits } from '../../platform/http/index.js';
import { MutationsModule } from '../mutations/index.js';
import { Admission } from './admission.service.js';
import { ApiKeysResolver } from './api-keys.resolver.js';
import { ApiKeysService } from './api-keys.service.js';
import { Authentication } from './authentication.service.js';
import { ProjectResolver } from './project.resolver.js';
import { ApiKeyRepository } from './typeorm-api-keys.js';
import { ProjectRepository } from './typeorm-projects.js';

/** The part of the API's schema that is this feature's. */
export const projectResolvers = [ApiKeysResolver, ProjectResolver];

@Module({
  imports: [MutationsModule],
  providers: [ApiKeyRepository, ProjectRepository, ApiKeysService, Authentication],
  exports: [ApiKeyRepository, ProjectRepository, ApiKeysService, Authentication],
})
export class ProjectsModule {}

@Module({
  imports: [ProjectsModule],
  providers: [RequestLimits, OpenStreams, Admission, ...projectResolvers],
  exports: [RequestLimits, OpenStreams, Admission],
})
export class ProjectsApiModule {}

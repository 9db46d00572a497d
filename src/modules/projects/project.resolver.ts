import { Query, Resolver } from '@nestjs/graphql';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
import { ProjectModel } from './project.model.js';
import { ProjectRepository } from './typeorm-projects.js';

@Needs('read')
@Resolver(() => ProjectModel)
export class ProjectResolver {
  constructor(private readonly projects: ProjectRepository) {}

  @Query(() => ProjectModel, { description: 'The project that the key belongs to' })
  async project(@Caller() { projectId }: Principal): Promise<ProjectModel | null> {
    return this.projects.find(projectId);
  }
}

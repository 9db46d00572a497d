import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
import { parseId } from '../../platform/errors/index.js';
import { ArchitectureModel } from './architecture.model.js';
import { ArchitectureRepository } from './typeorm-architectures.js';

@Resolver(() => ArchitectureModel)
export class ArchitecturesResolver {
  constructor(private readonly architectures: ArchitectureRepository) {}

  @Needs('read')
  @Query(() => ArchitectureModel, { nullable: true, description: 'The architecture with this id, or null' })
  async architecture(
    @Args('id', { type: () => ID, description: 'The architecture' }) id: string,
    @Caller() { projectId }: Principal,
  ): Promise<ArchitectureModel | null> {
    const found = await this.architectures.find(projectId, parseId(id, 'id'));
    return found && { ...found, parameters: numberOf(found.parameters), flops: numberOf(found.flops) };
  }
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

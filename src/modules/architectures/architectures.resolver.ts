import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { parseId } from '../../platform/errors/index.js';
import { ArchitectureModel } from './architecture.model.js';
import { ArchitectureRepository } from './typeorm-architectures.js';

@Resolver(() => ArchitectureModel)
export class ArchitecturesResolver {
  constructor(private readonly architectures: ArchitectureRepository) {}

  @Query(() => ArchitectureModel, { nullable: true, description: 'The architecture with this id, or null' })
  async architecture(
    @Args('id', { type: () => ID, description: 'The architecture' }) id: string,
  ): Promise<ArchitectureModel | null> {
    const found = await this.architectures.find(parseId(id, 'id'));
    return found && { ...found, parameters: numberOf(found.parameters), flops: numberOf(found.flops) };
  }
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

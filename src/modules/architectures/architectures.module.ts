import { Module } from '@nestjs/common';
import { ArchitecturesResolver } from './architectures.resolver.js';
import { ArchitectureRepository } from './typeorm-architectures.js';

/** The part of the API's schema that is this feature's. */
export const architectureResolvers = [ArchitecturesResolver];

@Module({ providers: [ArchitectureRepository], exports: [ArchitectureRepository] })
export class ArchitecturesModule {}

@Module({ imports: [ArchitecturesModule], providers: [...architectureResolvers] })
export class ArchitecturesApiModule {}

import { Module } from '@nestjs/common';
import { AuditResolver } from './audit.resolver.js';
import { MutationLog } from './mutation-log.service.js';
import { MutationRetention } from './mutation-retention.service.js';
import { MutationRepository } from './typeorm-mutations.js';

/** The part of the API's schema that is this feature's. */
export const mutationResolvers = [AuditResolver];

@Module({ providers: [MutationRepository, MutationLog], exports: [MutationRepository, MutationLog] })
export class MutationsModule {}

@Module({ imports: [MutationsModule], providers: [...mutationResolvers], exports: [MutationsModule] })
export class MutationsApiModule {}

@Module({ imports: [MutationsModule], providers: [MutationRetention] })
export class MutationsWorkerModule {}

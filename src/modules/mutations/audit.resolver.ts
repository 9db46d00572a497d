import { Args, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
import { decodeCursor, PageArgs, pageSize, toConnection } from '../../platform/graphql/index.js';
import { AuditConnection, AuditEntryModel } from './audit.model.js';
import { MutationRepository } from './typeorm-mutations.js';

const cursorSchema = z.tuple([z.uuid()]);

@Needs('admin')
@Resolver(() => AuditEntryModel)
export class AuditResolver {
  constructor(private readonly mutations: MutationRepository) {}

  @Query(() => AuditConnection, {
    description: 'The mutations that were carried out in the project, newest first',
  })
  async auditLog(@Args() page: PageArgs, @Caller() { projectId }: Principal) {
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after)[0] : undefined;
    const rows = await this.mutations.ofProject(projectId, size + 1, after);
    return toConnection(
      rows,
      size,
      ({ id }) => [id],
      (row) => row,
    );
  }
}

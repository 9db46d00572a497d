import { Args, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Needs } from '../../platform/access/index.js';
import { decodeCursor, PageArgs, pageSize, toConnection } from '../../platform/graphql/index.js';
import { WorkerConnection, WorkerModel } from './worker.model.js';
import { WorkersReadModel } from './workers.read-model.js';

const cursorSchema = z.tuple([z.uuid()]);

@Needs('read')
@Resolver(() => WorkerModel)
export class WorkersResolver {
  constructor(private readonly views: WorkersReadModel) {}

  @Query(() => WorkerConnection, {
    description: 'The workers of the installation, those that started last first. They belong to no project.',
  })
  async workers(
    @Args() page: PageArgs,
    @Args('includeGone', {
      type: () => Boolean,
      defaultValue: false,
      description: 'Whether those that have ended or fallen silent are listed too',
    })
    includeGone: boolean,
  ) {
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after)[0] : undefined;
    const rows = await this.views.newest(size + 1, after, includeGone);
    return toConnection(
      rows,
      size,
      ({ id }) => [id],
      (row) => row,
    );
  }
}

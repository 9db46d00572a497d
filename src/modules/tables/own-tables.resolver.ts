import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
import { parseId } from '../../platform/errors/index.js';
import {
  decodeCursor,
  PageArgs,
  pageSize,
  toConnection,
  withUserErrors,
} from '../../platform/graphql/index.js';
import {
  OwnTableConnection,
  OwnTableModel,
  toOwnTableModel,
  UploadBenchmarkTableInput,
  UploadBenchmarkTablePayload,
} from './own-table.model.js';
import { OwnTableRepository } from './typeorm-own-tables.js';
import { UploadTablesService } from './upload-tables.service.js';

const cursorSchema = z.tuple([z.uuid()]);

@Resolver(() => OwnTableModel)
export class OwnTablesResolver {
  constructor(
    private readonly tables: OwnTableRepository,
    private readonly uploads: UploadTablesService,
  ) {}

  @Needs('read')
  @Query(() => OwnTableModel, { nullable: true, description: 'The uploaded table with this id, or null' })
  async benchmarkTable(
    @Args('id', { type: () => ID, description: 'The table' }) id: string,
    @Caller() { projectId }: Principal,
  ) {
    const table = await this.tables.get(projectId, parseId(id, 'id'));
    return table && toOwnTableModel(table);
  }

  @Needs('read')
  @Query(() => OwnTableConnection, {
    description: 'The tables that were uploaded to the project, each version by itself, newest first',
  })
  async benchmarkTables(@Args() { first, after }: PageArgs, @Caller() { projectId }: Principal) {
    const size = pageSize(first);
    const from = after ? decodeCursor(cursorSchema, after)[0] : null;
    const rows = await this.tables.newest(projectId, size + 1, from);
    return toConnection(rows, size, ({ id }) => [id], toOwnTableModel);
  }

  @Needs('submit')
  @Mutation(() => UploadBenchmarkTablePayload, {
    description: 'Checks and stores a table of results, for experiments to be evaluated by.',
  })
  async uploadBenchmarkTable(
    @Args('input', { description: 'The table' }) input: UploadBenchmarkTableInput,
    @Caller() by: Principal,
  ): Promise<UploadBenchmarkTablePayload> {
    return withUserErrors(async () => {
      const order = { name: 'uploadBenchmarkTable', by, input: { ...input } };
      return { table: toOwnTableModel(await this.uploads.upload(by.projectId, input, order)) };
    });
  }
}

import { Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Needs, type ProjectId } from '../../platform/access/index.js';
import { jsonSchemaOf, type OperationContext } from '../../platform/graphql/index.js';
import { dataSets } from '../../training/index.js';
import { shippedTableNames, tabularEvaluatorSchema } from '../tables/index.js';
import { DataSetModel, DataSetVersionModel } from './data-set.model.js';
import { DataSetRepository } from './typeorm-data-sets.js';

const noImage = { channels: null, height: null, width: null, classes: null };

const catalogue: readonly DataSetModel[] = [
  ...Object.entries(dataSets).map(([name, { referenceSchema, ...entry }]) => ({
    name,
    tabular: false,
    reference: jsonSchemaOf(referenceSchema),
    ...entry,
  })),
  ...shippedTableNames.map((name) => ({
    name,
    tabular: true,
    reference: jsonSchemaOf(tabularEvaluatorSchema.safeExtend({ table: z.literal(name) })),
    description: `Benchmark table ${name}, shipped: the results of every network of its space`,
    ...noImage,
  })),
];

@Needs('read')
@Resolver(() => DataSetModel)
export class DataSetsResolver {
  constructor(private readonly dataSets: DataSetRepository) {}

  @Query(() => [DataSetModel], {
    name: 'dataSets',
    description: 'Everything that networks can be evaluated on',
  })
  known(): DataSetModel[] {
    return [...catalogue];
  }

  @ResolveField(() => [DataSetVersionModel], {
    description: 'The versions that experiments of this project have used, the newest first',
  })
  async versions(
    @Parent() dataSet: DataSetModel,
    @Context() context: OperationContext,
  ): Promise<DataSetVersionModel[]> {
    return context.loader(this.loadVersions).load(dataSet.name);
  }

  private readonly loadVersions = async (names: readonly string[], projectId: ProjectId) => {
    const versions = await this.dataSets.versions(projectId, names);
    return names.map((name) => versions.filter((version) => version.name === name));
  };
}

import { Module } from '@nestjs/common';
import { DataSetsResolver } from './data-sets.resolver.js';
import { DataSetRepository } from './typeorm-data-sets.js';

/** The part of the API's schema that is this feature's. */
export const dataSetResolvers = [DataSetsResolver];

@Module({ providers: [DataSetRepository], exports: [DataSetRepository] })
export class DataSetsModule {}

@Module({ imports: [DataSetsModule], providers: [...dataSetResolvers] })
export class DataSetsApiModule {}

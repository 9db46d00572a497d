import { Module } from '@nestjs/common';
import { MutationsModule } from '../mutations/index.js';
import { BenchmarkTables } from './benchmark-tables.js';
import { OwnTablesResolver } from './own-tables.resolver.js';
import { OwnTableRepository } from './typeorm-own-tables.js';
import { UploadTablesService } from './upload-tables.service.js';

/** The part of the API's schema that is this feature's. */
export const tableResolvers = [OwnTablesResolver];

@Module({
  providers: [OwnTableRepository, BenchmarkTables],
  exports: [OwnTableRepository, BenchmarkTables],
})
export class TablesModule {}

@Module({ imports: [TablesModule, MutationsModule], providers: [UploadTablesService, ...tableResolvers] })
export class TablesApiModule {}

export { BenchmarkTables, type TableReference } from './benchmark-tables.js';
export { OwnTableEntity } from './own-table.entity.js';
export { readShippedTable, type ShippedTable, shippedSpace, shippedTableNames } from './shipped-tables.js';
export { tableVersion } from './table-version.js';
export { TablesApiModule, TablesModule, tableResolvers } from './tables.module.js';
export { type TabularEvaluator, tabularEvaluatorSchema } from './tabular-evaluator.js';
export { OwnTableRepository } from './typeorm-own-tables.js';
export { UploadTablesService } from './upload-tables.service.js';

export { BenchmarkTables } from './benchmark-tables.js';
export { readShippedTable, type ShippedTable, shippedTableNames, tableSpaces } from './shipped-tables.js';
export { tableVersion } from './table-version.js';
export { TablesModule } from './tables.module.js';
export { type TabularEvaluator, tabularEvaluatorSchema } from './tabular-evaluator.js';

export {
  BenchmarkTable,
  decodeTable,
  encodeTable,
  type TableEntry,
  type TableHeader,
  tableHeaderSchema,
} from './benchmark-table.js';
export { type CsvColumns, tableFromCsv } from './csv-table.js';
export { type Curve, drawCurves } from './curves-svg.js';
export { protocolOf } from './protocol.js';
export { type PublishedRow, publishedRows } from './published.js';
export { type BenchmarkRun, type BenchmarkSettings, runBenchmark } from './run-benchmark.js';
export { type BenchmarkSummary, type Spread, spreadOf, summarize } from './summary.js';
export { TableError, type TableErrorCode } from './table-error.js';

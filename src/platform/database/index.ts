export type { DataSource } from 'typeorm';
export { createDataSource, type DatabaseSchema, migrate } from './data-source.js';
export { DATA_SOURCE, DatabaseModule } from './database.module.js';
export { Notifications } from './notifications.js';
export { probeDatabase } from './probe-database.js';
export { Database, rowsOf, type Transaction } from './transaction.js';

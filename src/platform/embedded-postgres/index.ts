export { type BinarySearch, findPostgresBinaries, type PostgresBinaries } from './binaries.js';
export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './errors.js';
export { type KeeperEvent, type KeptPostgres, keepEmbeddedPostgres } from './keeper.js';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './launcher.js';

import type { BinarySearch } from './binaries.js';

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; created when absent. */
  readonly dataFolder: string;
  /** Database to create and to point `url` at; 'archway' when absent. */
  readonly database?: string;
  /** Receives each line that the server logs. */
  readonly log?: (line: string) => void;
  readonly environment?: BinarySearch;
}

export interface EmbeddedPostgres {
  /** postgres://user:password@127.0.0.1:port/database */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Major version of the server. */
  readonly version: number;
  /** True when another process of ours had started the server. */
  readonly adopted: boolean;
  readonly dataFolder: string;
  /** Ends a server that this call started; leaves an adopted one running. */
  stop(): Promise<void>;
  /** Resolves when a server that this call started is gone; never for an adopted one. */
  readonly exited: Promise<void>;
}

/** Starts, or adopts, the Postgres server of a data folder. */
export async function startEmbeddedPostgres(_options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  throw new Error('not implemented yet');
}

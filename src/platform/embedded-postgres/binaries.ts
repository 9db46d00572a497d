/** Where to look for Postgres; an absent field means the usual place. */
export interface BinarySearch {
  /** PATH of the calling process, folders joined by ':'. */
  readonly PATH?: string;
  /** Folder that holds one folder per major version, each with bin/ (Debian's layout). */
  readonly systemFolder?: string;
  /** The `native` folder of the npm package; null stands for "not installed". */
  readonly npmFolder?: string | null;
}

/** One place where Postgres was looked for. Usable if and only if `whyNot` is absent. */
export interface PostgresBinaries {
  readonly source: 'npm' | 'system' | 'PATH';
  /** Folder that should hold `postgres` and `initdb`. */
  readonly folder: string;
  /** Major version; absent when `postgres --version` gave none. */
  readonly version?: number;
  readonly whyNot?: string;
}

/** Every Postgres on this machine, in order of preference. */
export async function findPostgresBinaries(_search: BinarySearch = {}): Promise<PostgresBinaries[]> {
  throw new Error('not implemented yet');
}

import pg from 'pg';

export interface Connection {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

const DUPLICATE_DATABASE = '42P04';
const UNIQUE_VIOLATION = '23505';

/** @returns postgres://user:password@127.0.0.1:port/database */
export function connectionUrl({ port, user, password }: Connection, database: string): string {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/**
 * Logs in and creates the database unless it exists; safe in several processes at once.
 *
 * @throws the driver's error when the server cannot be reached or refuses us
 */
export async function ensureDatabase(connection: Connection, database: string): Promise<void> {
  const client = new pg.Client({
    ...connection,
    host: '127.0.0.1',
    database: 'postgres',
    connectionTimeoutMillis: 10_000,
  });
  // A server that goes away during the query also fails the query; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const existing = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (existing.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } catch (error) {
    if (![DUPLICATE_DATABASE, UNIQUE_VIOLATION].includes(errorCode(error))) throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** True when the server heard us and does not accept our user or password (SQLSTATE class 28). */
export function isRefusedLogin(error: unknown): boolean {
  return errorCode(error).startsWith('28');
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { DomainError } from '../errors/index.js';
import { StatementNames } from './statement-names.js';

/** A transaction in progress; only *.entity.ts, typeorm-*.ts and *.read-model.ts look inside. */
export type Transaction = EntityManager;

/** Deadlock and serialization failure: Postgres asks for the whole unit once more, in a new transaction. */
const RETRYABLE_STATES = new Set(['40P01', '40001']);
const MAXIMUM_ATTEMPTS = 5;

/** The one door to Postgres. */
export class Database {
  private readonly names = new StatementNames();

  constructor(private readonly dataSource: DataSource) {}

  /** For statements that need no transaction of their own. */
  get session(): Transaction {
    return this.dataSource.manager;
  }

  /**
   * Runs a statement that only reads and is sent often, and gives its rows. Each connection has Postgres parse it once, and
   * plan it once where a plan that knows no parameter is as good: what decides the plan, such as a LIMIT, belongs into the text,
   * what varies into the parameters.
   */
  async read<T extends object>(statement: string, parameters: readonly unknown[] = []): Promise<T[]> {
    const pool = (this.dataSource.driver as PostgresDriver).master as Pool;
    const name = this.names.of(statement);
    const began = performance.now();
    const { rows } = await pool.query<T>({ ...(name && { name }), text: statement, values: [...parameters] });
    const milliseconds = Math.round(performance.now() - began);
    const { logger, options } = this.dataSource;
    if (milliseconds > (options.maxQueryExecutionTime ?? Number.POSITIVE_INFINITY)) {
      logger.logQuerySlow(milliseconds, statement);
    }
    return rows;
  }

  /**
   * Runs `work` in a transaction, and again from the start when Postgres asks for it. `work` must
   * therefore change nothing but the database.
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.dataSource.transaction(work);
      } catch (error) {
        if (attempt === MAXIMUM_ATTEMPTS || !RETRYABLE_STATES.has(sqlStateOf(error))) throw error;
      }
    }
  }

  /** @throws DomainError UNAVAILABLE when Postgres does not answer or lacks a migration. */
  async assertReady(): Promise<void> {
    const pending = await this.dataSource.showMigrations().catch((error: unknown) => {
      throw new DomainError('UNAVAILABLE', 'Postgres does not answer', [
        { field: 'database', message: error instanceof Error ? error.message : String(error) },
      ]);
    });
    if (pending) {
      throw new DomainError('UNAVAILABLE', 'The database lacks a migration: run `archway migrate` first');
    }
  }
}

function sqlStateOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * Runs one statement and gives its rows. (TypeORM answers UPDATE and DELETE with [rows, count], and
 * SELECT and INSERT with the rows alone.)
 */
export async function rowsOf<T>(
  transaction: Transaction,
  statement: string,
  parameters: readonly unknown[] = [],
): Promise<T[]> {
  const answer: unknown = await transaction.query(statement, [...parameters]);
  const changed = /^\s*(update|delete)/i.test(statement);
  return (changed && Array.isArray(answer) ? answer[0] : answer) as T[];
}

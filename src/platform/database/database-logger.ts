import type { Logger as TypeOrmLogger } from 'typeorm';
import type { Logger } from '../logging/index.js';

/** Parameters stay out of the log: they are users' data. */
export class DatabaseLogger implements TypeOrmLogger {
  constructor(private readonly logger: Logger) {}

  logQuery(): void {}

  logQueryError(error: string | Error, statement: string): void {
    this.logger.debug('A statement failed', { error, statement });
  }

  logQuerySlow(milliseconds: number, statement: string): void {
    this.logger.warn('A statement was slow', { milliseconds, statement });
  }

  logSchemaBuild(message: string): void {
    this.logger.debug(message);
  }

  logMigration(message: string): void {
    this.logger.info('Migration', { message });
  }

  log(level: 'log' | 'info' | 'warn', message: unknown): void {
    this.logger[level === 'warn' ? 'warn' : 'debug'](String(message));
  }
}

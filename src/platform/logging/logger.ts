import { pino } from 'pino';
import { correlationId } from './correlation.js';

export type LogFields = Readonly<Record<string, unknown>>;

/** A message is a fixed sentence; what varies goes into the fields. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  child(fields: LogFields): Logger;
}

/** Nest's token for the logger. */
export const LOGGER = Symbol('Logger');

/** JSON lines on `destination`, each with time, level, message and the correlation id where there is one. */
export function createLogger(level: string, destination: NodeJS.WritableStream = process.stdout): Logger {
  const base = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const id = correlationId();
        return id === undefined ? {} : { correlationId: id };
      },
      serializers: { error: pino.stdSerializers.err },
      // A connection string carries a password; no field of that name leaves the process.
      redact: ['databaseUrl', 'redisUrl', 'password', '*.password', '*.connectionString'],
    },
    destination,
  );
  return adapt(base);
}

function adapt(target: pino.Logger): Logger {
  return {
    debug: (message, fields = {}) => target.debug(fields, message),
    info: (message, fields = {}) => target.info(fields, message),
    warn: (message, fields = {}) => target.warn(fields, message),
    error: (message, fields = {}) => target.error(fields, message),
    child: (fields) => adapt(target.child(fields)),
  };
}

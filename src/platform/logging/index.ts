export { correlationId, withCorrelation } from './correlation.js';
export { createLogger, LOGGER, type LogFields, type Logger } from './logger.js';
export { NestLogger } from './nest-logger.js';

export { answerError, type Problem, problemOf } from './answer-error.js';
export { addressOf } from './client-address.js';
export { correlate } from './correlation.middleware.js';
export { answeredByTag, entityTagOf } from './entity-tag.js';
export { ErrorFilter } from './error.filter.js';
export { EventStream, type ServerSentEvent } from './event-stream.js';
export { securityHeaders, setTimeouts } from './harden.js';
export { guardLoopback, isFromThisMachine } from './loopback-guard.middleware.js';
export { RequestLimits, TooManyRequests } from './request-limits.service.js';

export { answerError } from './answer-error.js';
export { correlate } from './correlation.middleware.js';
export { answeredByTag, entityTagOf } from './entity-tag.js';
export { ErrorFilter } from './error.filter.js';
export { guardLoopback, isFromThisMachine } from './loopback-guard.middleware.js';

export { correlate } from './correlation.middleware.js';
export { ErrorFilter } from './error.filter.js';
export { guardLoopback, isLoopbackOrigin } from './loopback-guard.middleware.js';

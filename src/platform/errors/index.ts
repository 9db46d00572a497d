export { DomainError, type ErrorCode, errorTable, type InputProblem } from './domain-error.js';
export { fieldName, parseId, parseInput } from './input.js';
export { type PresentedError, presentError } from './present-error.js';

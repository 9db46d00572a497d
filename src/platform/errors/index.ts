export { DomainError, type ErrorCode, errorTable, type InputProblem } from './domain-error.js';
export {
  fieldName,
  gathered,
  inputRefusal,
  notAField,
  parseId,
  parseInput,
  refusal,
  unknownFields,
  within,
} from './input.js';
export { clientMutationIdSchema, plainText } from './plain-text.js';
export { type PresentedError, presentError } from './present-error.js';

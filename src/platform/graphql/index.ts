export { askedFields } from './asked-fields.js';
export { ClientMutationId } from './client-mutation-id.js';
export { type Connection, connectionType, PageArgs, PageInfo, pageSize, toConnection } from './connection.js';
export { decodeCursor, encodeCursor } from './cursor.js';
export { DateTimeScalar } from './date-time.scalar.js';
export { enumOf } from './enum-of.js';
export { errorFormatter } from './format-error.js';
export {
  apolloGuard,
  type CheckedOperation,
  checkOperation,
  furtherRules,
  type GivenOperation,
  MOST_TOKENS,
  type OperationLimits,
} from './guards/index.js';
export { problemsIn, valueOfText } from './input-problems.js';
export { JsonScalar } from './json.scalar.js';
export { jsonSchemaOf } from './json-schema-of.js';
export { OperationContext } from './operation-context.js';
export { UserError, withUserErrors } from './user-error.model.js';

export { apolloGuard } from './apollo-guard.js';
export {
  type CheckedOperation,
  checkOperation,
  furtherRules,
  type GivenOperation,
  MOST_TOKENS,
  type OperationLimits,
} from './refuse-operation.js';

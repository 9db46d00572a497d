// What programs import as 'archway/client'.
export {
  ArchwayClient,
  type ChangedExperiment,
  type ChangedSession,
  type Connection,
  isFinished,
  type LeaderboardEdge,
  type SessionComparison,
  type SessionDetails,
  type SessionEvent,
  type StartedSession,
  type Verb,
} from './archway-client.js';
export { ArchwayError, type Problem } from './archway-error.js';
export * from './generated/operations.js';
export type { Operation } from './graphql-client.js';
export type { Submission } from './submission.js';

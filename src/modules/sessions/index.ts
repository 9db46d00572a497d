export { CheckpointEntity } from './checkpoint.entity.js';
export { PolicyUpdateEntity } from './policy-update.entity.js';
export { type Replay, ReplaySessionService } from './replay-session.service.js';
export { SearchSessionEntity } from './search-session.entity.js';
export { ConclusionEnum, SearchSessionModel, StopReasonEnum } from './session.model.js';
export { SessionEndings } from './session-endings.service.js';
export { SearchInput } from './session-mutations.model.js';
export { type ProgressPoint, SessionProgressReadModel } from './session-progress.read-model.js';
export { isTerminalSession, type SessionState, type StopReason } from './session-state.js';
export {
  SessionsApiModule,
  SessionsReplayModule,
  SessionsWorkerModule,
  sessionResolvers,
} from './sessions.module.js';
export { StartSessionService, type SubmitSearch, searchSchema } from './start-session.service.js';
export { SessionRepository } from './typeorm-sessions.js';
export { type Conclusion, conclude, points } from './verdict.js';

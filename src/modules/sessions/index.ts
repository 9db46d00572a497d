export { CheckpointEntity } from './checkpoint.entity.js';
export { PolicyUpdateEntity } from './policy-update.entity.js';
export { type Replay, ReplaySessionService } from './replay-session.service.js';
export { SearchSessionEntity } from './search-session.entity.js';
export { ConclusionEnum, SearchSessionModel } from './session.model.js';
export { SessionEndings } from './session-endings.service.js';
export { type ProgressPoint, SessionProgressReadModel } from './session-progress.read-model.js';
export {
  SessionsApiModule,
  SessionsReplayModule,
  SessionsWorkerModule,
  sessionResolvers,
} from './sessions.module.js';
export { searchSchema } from './start-session.service.js';
export { SessionRepository } from './typeorm-sessions.js';
export { type Conclusion, conclude, points } from './verdict.js';

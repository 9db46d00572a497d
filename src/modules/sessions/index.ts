export { CheckpointEntity } from './checkpoint.entity.js';
export { PolicyUpdateEntity } from './policy-update.entity.js';
export { type Replay, ReplaySessionService } from './replay-session.service.js';
export { SearchSessionEntity } from './search-session.entity.js';
export { SessionEndings } from './session-endings.service.js';
export {
  SessionsApiModule,
  SessionsReplayModule,
  SessionsWorkerModule,
  sessionResolvers,
} from './sessions.module.js';
export { searchSchema } from './start-session.service.js';

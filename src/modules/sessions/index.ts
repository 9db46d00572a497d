export { CheckpointEntity } from './checkpoint.entity.js';
export { PolicyUpdateEntity } from './policy-update.entity.js';
export { SearchSessionEntity } from './search-session.entity.js';
export { SessionsApiModule, SessionsWorkerModule, sessionResolvers } from './sessions.module.js';

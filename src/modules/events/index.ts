export { EventEntity } from './event.entity.js';
export { EventFeed } from './event-feed.service.js';
export { EventStreamEntity } from './event-stream.entity.js';
export { EventsApiModule, EventsModule, eventResolvers } from './events.module.js';
export { eventModels } from './events.resolver.js';
export type { SessionEvent, SessionEventPayload, TrialSnapshot } from './session-event.js';
export { EventLog } from './typeorm-event-log.js';

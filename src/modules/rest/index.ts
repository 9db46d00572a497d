export { type OpenApi, openApiOf } from './open-api.js';
export { shownFields } from './resource-views.js';
export { RestApi } from './rest-api.service.js';
export { operationOf, restName } from './rest-operation.js';
export { restRoutes } from './rest-routes.js';
export { SessionEventStream } from './session-event-stream.js';
export { submissionSchema } from './submission-schema.js';

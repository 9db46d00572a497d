import { errorTable } from '../../platform/errors/index.js';

/** What every refusal and every failure is answered with. */
export const problemSchema = {
  type: 'object',
  description: 'Problem details (RFC 9457): why a request came to nothing',
  properties: {
    type: {
      type: 'string',
      format: 'uri-reference',
      description: 'Names the code; its place in these pages',
    },
    title: { type: 'string', description: 'What the code means' },
    status: { type: 'integer', description: 'The status of the answer' },
    detail: { type: 'string', description: 'What is wrong here, and what would be right' },
    code: { type: 'string', enum: Object.keys(errorTable), description: 'What a program may branch on' },
    errorId: { type: 'string', description: 'The log has more under it' },
    problems: {
      type: 'array',
      description: 'Every field that is wrong',
      items: {
        type: 'object',
        properties: {
          field: { type: 'string', description: 'A path such as experiment.space.filters[2]' },
          message: { type: 'string', description: 'What would be right' },
        },
        required: ['field', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'errorId', 'problems'],
} as const;

/** Answers a stream. */
export const eventStream = {
  path: '/v1/sessions/{id}/events',
  operation: {
    operationId: 'sessionEvents',
    summary: 'What happens in a session, as Server-Sent Events, until it has ended',
    description:
      'Needs a key with the scope read. Each event is one line of JSON: type (SessionStateChanged, TrialStateChanged, EpochReported or ' +
      'PolicyUpdated) and the fields that GraphQL has for it. Its id is its sequence: whoever was cut off sends the last one, and misses ' +
      'none. An event called problem ends the stream: problem details, for a key that was revoked or has expired.',
    tags: ['sessions'],
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        description: 'The session',
        schema: { type: 'string', format: 'uuid' },
      },
      {
        name: 'after',
        in: 'query',
        required: false,
        description: 'Sequence of the last event that you have; 0 starts at the beginning',
        schema: { type: 'integer', minimum: 0, default: 0 },
      },
      {
        name: 'Last-Event-ID',
        in: 'header',
        required: false,
        description: 'The same, as browsers send it when they come again; it counts where both are there',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: {
        description: 'The events after that one, and then each as it happens',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      204: { description: 'The session has ended, and you have all of its events' },
    },
  },
} as const;

/** The one route that answers neither JSON nor events. */
export const artifactContent = {
  path: '/v1/artifacts/{id}',
  operation: {
    operationId: 'artifactContent',
    summary: 'The content of an artifact',
    description: 'Needs a key with the scope read. Its ETag is its SHA-256.',
    tags: ['artifacts'],
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        description: 'The artifact',
        schema: { type: 'string', format: 'uuid' },
      },
      {
        name: 'If-None-Match',
        in: 'header',
        required: false,
        description: 'The ETag of an earlier answer: 304, as an artifact never changes',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: {
        description: 'Here it is',
        content: { 'application/octet-stream': {} },
      },
      304: { description: 'You have it: If-None-Match named its ETag' },
    },
  },
} as const;

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

/** The one route that answers no JSON. */
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

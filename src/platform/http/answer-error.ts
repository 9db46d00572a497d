import { HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { errorTable, presentError } from '../errors/index.js';
import { newId } from '../ids/index.js';
import { correlationId, type Logger } from '../logging/index.js';

interface Problem {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly [detail: string]: unknown;
}

/**
 * Answers a request that came to nothing, masked: with problem details (RFC 9457), or under /graphql with
 * what clients of GraphQL read.
 */
export function answerError(error: unknown, request: Request, response: Response, logger: Logger): void {
  const problem = problemOf(error, logger);
  const { title, status, ...extensions } = problem;
  if (status === errorTable.UNAUTHENTICATED.httpStatus) response.setHeader('www-authenticate', 'Bearer');
  response.status(status);
  if (request.path === '/graphql') {
    response.type('application/json').send(JSON.stringify({ errors: [{ message: title, extensions }] }));
  } else {
    response.type('application/problem+json').send(JSON.stringify(problem));
  }
}

function problemOf(error: unknown, logger: Logger): Problem {
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return { title: error.message, status, code: status === 404 ? 'NOT_FOUND' : 'INVALID_INPUT' };
  }
  const { message, code, errorId, problems } = presentError(error, correlationId() ?? newId());
  if (code === 'INTERNAL') logger.error('A request failed', { error, errorId });
  return { title: message, status: errorTable[code].httpStatus, code, errorId, problems };
}

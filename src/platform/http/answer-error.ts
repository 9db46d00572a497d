import { HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError, type ErrorCode, errorTable, type InputProblem, presentError } from '../errors/index.js';
import { newId } from '../ids/index.js';
import { correlationId, type Logger } from '../logging/index.js';
import { letGo } from './let-go.js';
import { TooManyRequests } from './request-limits.service.js';

/** Problem details as RFC 9457 has them. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly errorId: string;
  readonly problems: readonly InputProblem[];
}

const GRAPHQL_PATHS = new Set(['/graphql', '/graphql/stream']);

/**
 * Answers a request that came to nothing, masked: with problem details (RFC 9457), or under /graphql with
 * what clients of GraphQL read. Nothing more of its body is waited for.
 */
export function answerError(error: unknown, request: Request, response: Response, logger: Logger): void {
  const problem = problemOf(error, logger);
  const { status, detail, code, errorId, problems } = problem;
  if (status === errorTable.UNAUTHENTICATED.httpStatus) response.setHeader('www-authenticate', 'Bearer');
  if (error instanceof TooManyRequests) response.setHeader('retry-after', error.retryAfterSeconds);
  response.status(status).set('cache-control', 'no-store');
  letGo(request);
  // The handler of a path sees only what comes after it.
  const path = request.originalUrl.split('?')[0] ?? '';
  if (GRAPHQL_PATHS.has(path)) {
    const errors = [{ message: detail, extensions: { code, errorId, problems } }];
    response.type('application/json').send(JSON.stringify({ errors }));
  } else {
    response.type('application/problem+json').send(JSON.stringify(problem));
  }
}

/** The masked form of an error; the log has the rest. */
export function problemOf(error: unknown, logger: Logger): Problem {
  const { message, code, errorId, problems } = presentError(domainErrorOf(error), correlationId() ?? newId());
  if (code === 'INTERNAL') logger.error('A request failed', { error, errorId });
  const { title, httpStatus } = errorTable[code];
  // Of the framework's refusals the status says more than the code: 413, 415.
  const status = error instanceof HttpException ? error.getStatus() : httpStatus;
  return { type: `/docs#${code}`, title, status, detail: message, code, errorId, problems };
}

/** The framework refuses bodies and paths; its sentences are about the request and fit for the client. */
function domainErrorOf(error: unknown): unknown {
  if (!(error instanceof HttpException) || error.getStatus() >= 500) return error;
  return error.getStatus() === 404
    ? new DomainError('NOT_FOUND', `${error.message}: /docs lists what is answered`)
    : new DomainError('INVALID_INPUT', error.message);
}

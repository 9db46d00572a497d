import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Response } from 'express';
import { errorTable, presentError } from '../errors/index.js';
import { newId } from '../ids/index.js';
import { correlationId, type Logger } from '../logging/index.js';

/** Answers REST errors as problem details (RFC 9457), masked; GraphQL has its own form for them. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.end();
      return;
    }
    const { status, ...problem } = this.problemOf(error);
    response
      .status(status)
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, status }));
  }

  private problemOf(error: unknown) {
    if (error instanceof HttpException) {
      const status = error.getStatus();
      return { title: error.message, status, code: status === 404 ? 'NOT_FOUND' : 'INVALID_INPUT' };
    }
    const presented = presentError(error, correlationId() ?? newId());
    if (presented.code === 'INTERNAL') {
      this.logger.error('A request failed', { error, errorId: presented.errorId });
    }
    const { message, code, errorId, problems } = presented;
    return { title: message, status: errorTable[code].httpStatus, code, errorId, problems };
  }
}

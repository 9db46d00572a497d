import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from '../logging/index.js';
import { answerError } from './answer-error.js';

/** Answers what failed on its way to a handler or in one; GraphQL has its own form for what its resolvers throw. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (response.headersSent) {
      response.end();
      return;
    }
    answerError(error, http.getRequest<Request>(), response, this.logger);
  }
}

import type { NextFunction, Request, Response } from 'express';
import type { WithPrincipal } from '../../platform/access/index.js';
import { answerError } from '../../platform/http/index.js';
import type { Logger } from '../../platform/logging/index.js';
import type { Authentication } from './authentication.service.js';

/** Whoever watches over the process needs no key, nor does whoever reads the manual. */
const OPEN_PATHS = new Set([
  '/',
  '/health/live',
  '/health/ready',
  '/docs',
  '/v1/openapi.json',
  '/v1/schemas/submission.json',
]);

/** Lets nobody in whom it does not know, before anything of the request's body is read. */
export function authenticated(authentication: Authentication, logger: Logger) {
  return async (request: Request & WithPrincipal, response: Response, next: NextFunction): Promise<void> => {
    if (OPEN_PATHS.has(request.path)) {
      next();
      return;
    }
    try {
      request.principal = await authentication.authenticate(request.headers.authorization);
    } catch (error) {
      answerError(error, request, response, logger);
      return;
    }
    next();
  };
}

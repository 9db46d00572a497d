import type { NextFunction, Request, Response } from 'express';
import type { WithPrincipal } from '../../platform/access/index.js';
import { addressOf, answerError } from '../../platform/http/index.js';
import type { Logger } from '../../platform/logging/index.js';
import type { Admission } from './admission.service.js';

/** Whoever watches over the process is never refused: a refusal would have it restarted. */
const HEALTH_PATHS = new Set(['/health/live', '/health/ready']);

/** Whoever reads the manual needs no key. */
const OPEN_PATHS = new Set(['/', '/docs', '/v1/openapi.json', '/v1/schemas/submission.json']);

/** Lets nobody in whom it does not know, or who asks too much, before anything of the request's body is read. */
export function authenticated(admission: Admission, trustedProxies: number, logger: Logger) {
  const letIn = async (request: Request & WithPrincipal): Promise<void> => {
    const address = addressOf(request, trustedProxies);
    if (OPEN_PATHS.has(request.path)) return admission.admitStranger(address);
    request.principal = await admission.admit(request.headers.authorization, address);
  };
  return async (request: Request & WithPrincipal, response: Response, next: NextFunction): Promise<void> => {
    try {
      if (!HEALTH_PATHS.has(request.path)) await letIn(request);
    } catch (error) {
      answerError(error, request, response, logger);
      return;
    }
    next();
  };
}

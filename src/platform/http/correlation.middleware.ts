import type { NextFunction, Request, Response } from 'express';
import { newId } from '../ids/index.js';
import { withCorrelation } from '../logging/index.js';

const ACCEPTABLE_ID = /^[\w.-]{1,100}$/;

/** Gives every request an id, the caller's own if it brings a plain one, and returns it. */
export function correlate(request: Request, response: Response, next: NextFunction): void {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && ACCEPTABLE_ID.test(given) ? given : newId();
  response.setHeader('x-request-id', id);
  withCorrelation(id, next);
}

import type { NextFunction, Request, Response } from 'express';

/** Nobody on the way keeps an answer: the next one may differ, and it is of one project. */
export function notStored(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('cache-control', 'no-store');
  next();
}

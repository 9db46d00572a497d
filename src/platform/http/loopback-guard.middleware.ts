import type { NextFunction, Request, Response } from 'express';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Whether a Host header, or the host of an Origin, means this machine. */
export const isLoopbackHost = (host: string | undefined): boolean =>
  host !== undefined && LOOPBACK.test(host);

/** Whether the page that sent this Origin came from this machine; programs send none. */
export function isLoopbackOrigin(origin: string | undefined): boolean {
  return origin === undefined || (URL.canParse(origin) && isLoopbackHost(new URL(origin).host));
}

/**
 * An API without keys on loopback must not answer a web page from elsewhere that the user's browser
 * shows: neither one that names us (Origin) nor one whose name was made to point here (Host).
 */
export function guardLoopback(request: Request, response: Response, next: NextFunction): void {
  if (isLoopbackHost(request.headers.host) && isLoopbackOrigin(request.headers.origin)) {
    next();
    return;
  }
  const title = 'This server answers only requests of its own machine';
  response.status(403).json({ title, status: 403, code: 'FORBIDDEN' });
}

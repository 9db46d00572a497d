import type { IncomingHttpHeaders } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../errors/index.js';
import type { Logger } from '../logging/index.js';
import { answerError } from './answer-error.js';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

const isLoopbackHost = (host: string | undefined): boolean => host !== undefined && LOOPBACK.test(host);

/** Programs send no Origin; a page sends that of where it came from. */
const isLoopbackOrigin = (origin: string | undefined): boolean =>
  origin === undefined || (URL.canParse(origin) && isLoopbackHost(new URL(origin).host));

/**
 * Whether a request, or the opening of a socket, is one of this machine. An API without keys on loopback
 * must not answer a web page from elsewhere that the user's browser shows: neither one that names us
 * (Origin) nor one whose name was made to point here (Host).
 * @param welcomeOrigins of pages that may use the API all the same
 */
export const isFromThisMachine = (
  { host, origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>,
  welcomeOrigins: readonly string[] = [],
): boolean => isLoopbackHost(host) && (isLoopbackOrigin(origin) || welcomeOrigins.includes(origin ?? ''));

export function guardLoopback(welcomeOrigins: readonly string[], logger: Logger) {
  const refusal = new DomainError('FORBIDDEN', 'this server answers only requests of its own machine');
  return (request: Request, response: Response, next: NextFunction): void => {
    if (isFromThisMachine(request.headers, welcomeOrigins)) next();
    else answerError(refusal, request, response, logger);
  };
}

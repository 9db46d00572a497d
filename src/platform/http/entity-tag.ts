import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';

/** Names a content: equal contents have equal tags. */
export const entityTagOf = (content: string): string =>
  `"${createHash('sha256').update(content).digest('base64url')}"`;

/**
 * Says which content is coming, and answers 304 to whoever has it. Express's own check does not, where a request says
 * no-cache as well; and `fetch` says so whenever a program sets If-None-Match.
 * @returns whether the request is answered
 */
export function answeredByTag(tag: string, request: Request, response: Response): boolean {
  response.set({ etag: tag, 'cache-control': 'private, no-cache' });
  const known = (request.get('if-none-match') ?? '')
    .split(',')
    .map((text) => text.trim().replace(/^W\//, ''));
  if (!known.includes(tag) && !known.includes('*')) return false;
  response.status(304);
  return true;
}

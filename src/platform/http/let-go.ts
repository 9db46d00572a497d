import type { IncomingMessage } from 'node:http';
import { MOST_BYTES } from './json-body.js';

/** Within which a client that listens has read an answer. */
const LINGER_MILLISECONDS = 2000;

/**
 * Has done with the body of a request that is answered before it has come. As much as a body may have is read and thrown away, since
 * a client has sent it before it could know; of what is larger nothing more is taken, and soon the connection is cut. Not at once: that
 * would reset it, and the answer may be lost on whoever still sends.
 */
export function letGo(request: IncomingMessage): void {
  if (request.complete) return;
  let left = MOST_BYTES;
  request.on('data', (part: Buffer) => {
    left -= part.length;
    if (left < 0) request.pause();
  });
  const cut = setTimeout(() => request.socket.destroy(), LINGER_MILLISECONDS);
  request.once('close', () => clearTimeout(cut));
}

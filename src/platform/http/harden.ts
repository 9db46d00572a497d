import type { Server } from 'node:http';
import helmet from 'helmet';

/**
 * Headers that tell browsers what a page of ours may do: load from this server, and nothing else. TLS is the proxy's, and so is
 * Strict-Transport-Security.
 */
export const securityHeaders = () =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // The manual brings its style sheet with it.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });

/** A client that is slow on purpose does not hold a connection: these are to the end of the headers, and of the whole request. */
export function setTimeouts(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
}

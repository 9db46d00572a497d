import { Writable } from 'node:stream';
import { createLogger, type Logger } from '../../src/platform/logging/index.js';

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string; readonly level: string };

export interface CapturedLog {
  readonly logger: Logger;
  /** Every line so far, `debug` and above. */
  readonly lines: readonly LogLine[];
}

/** The product's own logger, writing to memory. */
export function captureLog(): CapturedLog {
  const lines: LogLine[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  return { logger: createLogger('debug', destination), lines };
}

import { type ChildLogLine, formatLogLine } from './log-line.js';

/** The child's log: JSON lines on standard output, each with the correlation id of the trial. */
export class ChildLog {
  constructor(
    private readonly output: NodeJS.WritableStream,
    private readonly correlationId: string,
  ) {}

  info(message: string, fields: ChildLogLine['fields'] = {}): void {
    this.#write('info', message, fields);
  }

  error(message: string, fields: ChildLogLine['fields'] = {}): void {
    this.#write('error', message, fields);
  }

  #write(level: ChildLogLine['level'], message: string, fields: ChildLogLine['fields']): void {
    this.output.write(
      formatLogLine({ level, message, fields: { correlationId: this.correlationId, ...fields } }),
    );
  }
}

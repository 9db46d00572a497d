import { fork, type ChildProcess as NodeChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { EpochReport } from '../training-request.js';
import { type ChildLogLine, parseLogLine } from './log-line.js';
import { type Answer, childMessageSchema, type Order } from './messages.js';
import { residentMegabytes } from './resident-memory.js';

export interface ChildProcessOptions {
  /** Compiled program of the child. */
  readonly entry: string;
  /** Arguments of that program. */
  readonly args: readonly string[];
  /** The whole environment of the child: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLog: (line: ChildLogLine) => void;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const LOG_LINES_KEPT = 50;

/** A trainer's process: messages checked on arrival, output kept and forwarded line by line. */
export class ChildProcess {
  /** Resolves when the process has ended and everything that it sent has been read. */
  readonly exited: Promise<Exit>;
  readonly #process: NodeChildProcess;
  readonly #log: string[] = [];
  #receive: (message: unknown) => void = ignore;

  constructor(options: ChildProcessOptions) {
    this.#process = fork(options.entry, options.args, {
      env: options.environment,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.exited = new Promise((resolve) => {
      this.#process.once('close', (code: number | null, signal: NodeJS.Signals | null) =>
        resolve({ code, signal }),
      );
      // A process that could not be started has no 'close'; a failed kill or send is followed by one.
      this.#process.on('error', (error) => {
        this.#log.push(error.message);
        if (this.#process.pid === undefined) resolve({ code: null, signal: null });
      });
    });
    for (const output of [this.#process.stdout, this.#process.stderr]) {
      if (output === null) continue;
      createInterface({ input: output }).on('line', (text) => {
        this.#log.push(text);
        this.#log.splice(0, this.#log.length - LOG_LINES_KEPT);
        options.onLog(parseLogLine(text));
      });
    }
    this.#process.on('message', (message) => this.#receive(message));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Last lines of the output since the last order. */
  get log(): string {
    return this.#log.join('\n');
  }

  /**
   * Sends an order and waits for its answer, which never comes from a child that dies: that shows by `exited`.
   * @throws ZodError when the child sends what is no message of the protocol
   */
  answer(order: Order, onEpoch: (report: EpochReport) => void): Promise<Answer> {
    this.#log.length = 0;
    return new Promise((resolve, reject) => {
      this.#receive = (received) => {
        const { data: message, error } = childMessageSchema.safeParse(received);
        if (error !== undefined) reject(error);
        else if (message.type === 'epoch') onEpoch(message.report);
        else resolve(message);
      };
      this.#process.send(order, () => {});
    });
  }

  async residentMegabytes(): Promise<number | null> {
    return this.pid === undefined ? null : residentMegabytes(this.pid);
  }

  /** Ends the process at once: it holds nothing that would have to be saved. What it still says is not heard. */
  async kill(): Promise<Exit> {
    this.#receive = ignore;
    this.#process.kill('SIGKILL');
    return this.exited;
  }
}

const ignore = (): void => {};

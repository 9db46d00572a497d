import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Child } from './children.js';
import type { Contestant } from './contestants.js';

const preparedSchema = z.object({ prepareMs: z.number(), version: z.string() });
const trainedSchema = z.object({
  times: z.array(z.number()),
  losses: z.array(z.number()),
  peakMegabytes: z.number(),
});
export type Trained = z.infer<typeof trainedSchema>;

/** A contestant at work on one child. To be started from the project's root. */
export class ContestantProcess {
  readonly #process;
  readonly #answers;
  readonly #errors;
  readonly #exit;

  constructor(private readonly contestant: Contestant) {
    const [program, ...parts] = contestant.command;
    const env = { ...process.env, ...contestant.environment };
    this.#process = spawn(program, parts, { stdio: 'pipe', env });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#errors = text(this.#process.stderr);
    this.#exit = once(this.#process, 'exit').catch(() => []);
    // What a dead process does not read is told by the answer that it does not give.
    this.#process.stdin.on('error', () => undefined);
  }

  /** Undefined where python3 has no PyTorch. */
  async prepare({ name, batch, network }: Child, threads: number) {
    const request = { child: { name, batch, network }, threads, ...this.contestant.settings };
    const answer = await this.#ask(request);
    return answer === undefined ? undefined : preparedSchema.parse(answer);
  }

  async train(steps: number): Promise<Trained> {
    return trainedSchema.parse(await this.#ask({ steps }));
  }

  async end(): Promise<void> {
    this.#process.stdin.end();
    await this.#exit;
  }

  async #ask(request: unknown): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await this.#answers.next();
    if (!answer.done) return JSON.parse(answer.value);
    const [status] = await this.#exit;
    const errors = await this.#errors;
    if (status === undefined || errors.includes('ModuleNotFoundError')) return undefined;
    throw new Error(`${this.contestant.command.join(' ')} ended:\n${errors}`);
  }
}

import type { Logger } from '../logging/index.js';

export interface RepeatedWorkOptions {
  /** What it is called in the log. */
  readonly name: string;
  /** Between the end of one time and the begin of the next. */
  readonly pauseMilliseconds: number;
  readonly logger: Logger;
}

/** Work that a process does at once and then again and again. A time that fails is logged, and the next one tries again. */
export class RepeatedWork {
  private timer: NodeJS.Timeout | undefined;
  private present: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly options: RepeatedWorkOptions,
  ) {}

  start(): void {
    this.present = this.run();
  }

  /** Resolves when nothing is done any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.present;
  }

  private async run(): Promise<void> {
    const { name, pauseMilliseconds, logger } = this.options;
    try {
      await this.work();
    } catch (error) {
      logger.warn('Work failed and will be tried again', { work: name, error });
    }
    if (!this.stopped) this.timer = setTimeout(() => this.start(), pauseMilliseconds);
  }
}

import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 20;

/** The end of all waiting for a server, however many steps the waiting has. */
export class Deadline {
  readonly #end: number;

  constructor(seconds: number) {
    this.#end = performance.now() + seconds * 1000;
  }

  /**
   * Waits a moment for a condition to change.
   *
   * @throws `inVain()`, which says what was waited for, when the time is over
   */
  async pause(inVain: () => Error): Promise<void> {
    if (performance.now() > this.#end) throw inVain();
    await pause(POLL_MS);
  }
}

import { setImmediate as breath } from 'node:timers/promises';

/** Work that is done once for all who ask for it in one moment, never twice at a time, and once more for those who ask meanwhile. */
export class CoalescedWork {
  private wanted = false;
  private present: Promise<void> | undefined;

  /** @param onFailure whoever asks next tries again */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  wake(): void {
    this.wanted = true;
    this.present ??= this.run();
  }

  /** Resolves when everything that was asked for is done. */
  async settled(): Promise<void> {
    await this.present;
  }

  private async run(): Promise<void> {
    while (this.wanted) {
      // Whatever else comes to pass in this moment belongs to the same turn.
      await breath();
      this.wanted = false;
      try {
        await this.work();
      } catch (error) {
        this.onFailure(error);
      }
    }
    this.present = undefined;
  }
}

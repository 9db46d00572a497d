/** Jobs of one kind that a process does itself as soon as it has made them due. */
export class OwnConsumer {
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly concurrency: number,
    private readonly handle: (payload: unknown) => Promise<void>,
  ) {}

  get hasRoom(): boolean {
    return this.running.size < this.concurrency;
  }

  /** @param onFailure is told why the handler threw */
  begin(payload: unknown, onFailure: (error: unknown) => Promise<void>): void {
    const work = this.handle(payload)
      .catch(onFailure)
      .finally(() => this.running.delete(work));
    this.running.add(work);
  }

  /** Resolves when those in progress have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }
}

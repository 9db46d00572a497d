interface KnownAnswer<Answer> {
  readonly version: string;
  readonly answer: Promise<Answer>;
}

/**
 * The answers that were asked for last, each for as long as what it is about does not change. It only spares work: what is known is
 * given to whoever has found its subject at the version that it was found for.
 */
export class KnownAnswers<Answer> {
  /** The one that was asked for last is the last. */
  private readonly known = new Map<string, KnownAnswer<Answer>>();

  /** @param most that are kept */
  constructor(private readonly most: number) {}

  /**
   * @param question what the answer depends on, beside the state of its subject
   * @param version of that state, read since the answer was asked for
   * @param find begins after the version was read, so that it finds what that tells of, or more
   */
  async get(question: string, version: string, find: () => Promise<Answer>): Promise<Answer> {
    const known = this.known.get(question);
    const current = known?.version === version ? known : { version, answer: find() };
    this.known.delete(question);
    this.known.set(question, current);
    const [oldest] = this.known.keys();
    if (this.known.size > this.most && oldest !== undefined) this.known.delete(oldest);
    try {
      return await current.answer;
    } catch (error) {
      if (this.known.get(question) === current) this.known.delete(question);
      throw error;
    }
  }
}

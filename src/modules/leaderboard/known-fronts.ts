import type { StandingView } from './standing-view.js';

export interface Front {
  /** Best first, as many as are answered. */
  readonly standings: readonly StandingView[];
  /** How many there are. */
  readonly size: number;
}

interface KnownFront {
  readonly version: string;
  readonly front: Promise<Front>;
}

/** Of up to 500 standings each. */
const MOST_KNOWN = 32;

/**
 * The fronts that were asked for last, each for as long as its board does not change. It only spares work: what is known is given to
 * whoever has found the board at the version that it was found for.
 */
export class KnownFronts {
  /** The one that was asked for last is the last. */
  private readonly known = new Map<string, KnownFront>();

  /**
   * @param question what the front depends on, beside the board's standings
   * @param version of the board, read since the front was asked for
   * @param find begins after the version was read, so that it finds what that tells of, or more
   */
  async get(question: string, version: string, find: () => Promise<Front>): Promise<Front> {
    const known = this.known.get(question);
    const current = known?.version === version ? known : { version, front: find() };
    this.known.delete(question);
    this.known.set(question, current);
    const [oldest] = this.known.keys();
    if (this.known.size > MOST_KNOWN && oldest !== undefined) this.known.delete(oldest);
    try {
      return await current.front;
    } catch (error) {
      if (this.known.get(question) === current) this.known.delete(question);
      throw error;
    }
  }
}

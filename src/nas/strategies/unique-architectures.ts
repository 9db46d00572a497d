import { z } from 'zod';

const PREFIX_BYTES = 6;
const LATEST = 1000;

export const uniqueArchitecturesStateSchema = z.strictObject({
  /** The prefixes in the order of their proposals, the oldest first, 6 bytes each, in base64. */
  prefixes: z.base64().refine((text) => Buffer.from(text, 'base64').length % PREFIX_BYTES === 0, {
    error: `must hold whole prefixes of ${PREFIX_BYTES} bytes`,
  }),
});

export type UniqueArchitecturesState = z.infer<typeof uniqueArchitecturesStateSchema>;

/**
 * The latest proposals, and how many of them differ: a bounded memory, so that no step of a search costs more than an
 * earlier one. It keeps the first 48 bits of each hash: they fit a number, and 100,000 architectures collide with a
 * probability of 2e-5.
 */
export class UniqueArchitectures {
  /** A ring: once it is full, the oldest is at `#next`. */
  readonly #prefixes: number[] = [];
  #next = 0;
  readonly #counts = new Map<number, number>();

  /** @param capacity proposals that are remembered */
  constructor(private readonly capacity = LATEST) {}

  static restore(state: UniqueArchitecturesState, capacity = LATEST): UniqueArchitectures {
    const unique = new UniqueArchitectures(capacity);
    const bytes = Buffer.from(state.prefixes, 'base64');
    for (let offset = 0; offset < bytes.length; offset += PREFIX_BYTES) {
      unique.#record(bytes.readUIntBE(offset, PREFIX_BYTES));
    }
    return unique;
  }

  /** @param hash canonical hash of a proposed architecture, in hex */
  record(hash: string): void {
    this.#record(prefixOf(hash));
  }

  /** Whether it is among the proposals that are remembered. */
  has(hash: string): boolean {
    return this.#counts.has(prefixOf(hash));
  }

  /** Different architectures / proposals, 1 before the first. */
  get rate(): number {
    return this.#prefixes.length === 0 ? 1 : this.#counts.size / this.#prefixes.length;
  }

  snapshot(): UniqueArchitecturesState {
    const inOrder = [...this.#prefixes.slice(this.#next), ...this.#prefixes.slice(0, this.#next)];
    const bytes = Buffer.alloc(inOrder.length * PREFIX_BYTES);
    let offset = 0;
    for (const prefix of inOrder) offset = bytes.writeUIntBE(prefix, offset, PREFIX_BYTES);
    return { prefixes: bytes.toString('base64') };
  }

  #record(prefix: number): void {
    const oldest = this.#prefixes[this.#next];
    if (oldest !== undefined) this.#forget(oldest);
    this.#prefixes[this.#next] = prefix;
    this.#next = (this.#next + 1) % this.capacity;
    this.#counts.set(prefix, (this.#counts.get(prefix) ?? 0) + 1);
  }

  #forget(prefix: number): void {
    const left = (this.#counts.get(prefix) ?? 0) - 1;
    if (left > 0) this.#counts.set(prefix, left);
    else this.#counts.delete(prefix);
  }
}

const prefixOf = (hash: string): number => Number.parseInt(hash.slice(0, 2 * PREFIX_BYTES), 16);

import { z } from 'zod';

const PREFIX_BYTES = 6;

export const uniqueArchitecturesStateSchema = z.strictObject({
  proposals: z.number().int().min(0),
  /** The prefixes in the order of their first proposal, 6 bytes each, in base64. */
  prefixes: z.base64().refine((text) => Buffer.from(text, 'base64').length % PREFIX_BYTES === 0, {
    error: `must hold whole prefixes of ${PREFIX_BYTES} bytes`,
  }),
});

export type UniqueArchitecturesState = z.infer<typeof uniqueArchitecturesStateSchema>;

/**
 * Counts the different architectures among all proposals. It keeps the first 48 bits of each hash: they fit a
 * number, and 100,000 architectures collide with a probability of 2e-5.
 */
export class UniqueArchitectures {
  readonly #prefixes = new Set<number>();
  #proposals = 0;

  static restore(state: UniqueArchitecturesState): UniqueArchitectures {
    const unique = new UniqueArchitectures();
    const bytes = Buffer.from(state.prefixes, 'base64');
    for (let offset = 0; offset < bytes.length; offset += PREFIX_BYTES) {
      unique.#prefixes.add(bytes.readUIntBE(offset, PREFIX_BYTES));
    }
    unique.#proposals = state.proposals;
    return unique;
  }

  /** @param hash canonical hash of a proposed architecture, in hex */
  record(hash: string): void {
    this.#prefixes.add(prefixOf(hash));
    this.#proposals += 1;
  }

  /** Whether it was recorded before. */
  has(hash: string): boolean {
    return this.#prefixes.has(prefixOf(hash));
  }

  /** Different architectures / proposals, 1 before the first. */
  get rate(): number {
    return this.#proposals === 0 ? 1 : this.#prefixes.size / this.#proposals;
  }

  snapshot(): UniqueArchitecturesState {
    const bytes = Buffer.alloc(this.#prefixes.size * PREFIX_BYTES);
    let offset = 0;
    for (const prefix of this.#prefixes) offset = bytes.writeUIntBE(prefix, offset, PREFIX_BYTES);
    return { proposals: this.#proposals, prefixes: bytes.toString('base64') };
  }
}

const prefixOf = (hash: string): number => Number.parseInt(hash.slice(0, 2 * PREFIX_BYTES), 16);

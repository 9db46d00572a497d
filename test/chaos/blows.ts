import { Random } from '../../src/nas/random.js';

/** What is killed. The queue is Redis where that carries it, else Postgres itself. */
export const victims = ['api', 'search', 'evaluation', 'child', 'queue', 'postgres'] as const;
export type Victim = (typeof victims)[number];

/** One kill -9, so long after the one before. */
export interface Blow {
  readonly victim: Victim;
  readonly afterMilliseconds: number;
}

const BLOWS_PER_ROUND = 5;
const LONGEST_QUIET_MILLISECONDS = 1500;

/** The blows of one round: as many as land before the search has ended. Every victim comes first in its turn. */
export function blowsOf(seed: bigint, round: number): Blow[] {
  const random = new Random(seed, BigInt(round));
  return Array.from({ length: BLOWS_PER_ROUND }, (_, index) => {
    const drawn = index === 0 ? round % victims.length : random.integer(victims.length);
    return {
      victim: victims[drawn] ?? 'postgres',
      afterMilliseconds: Math.round(random.uniform() * LONGEST_QUIET_MILLISECONDS),
    };
  });
}

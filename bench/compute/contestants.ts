import { fileURLToPath } from 'node:url';

/** A way to train, as a process that answers lines. */
export interface Contestant {
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  /** What its preparation is told beside the child and the threads. */
  readonly settings: { readonly channelsLast?: boolean };
}

// Above glibc's defaults memory is given back to the system and asked for again at every step.
const KEEPS_MEMORY = { MALLOC_MMAP_THRESHOLD_: '4294967296', MALLOC_TRIM_THRESHOLD_: '4294967296' };

const pytorch = (channelsLast: boolean, environment: Contestant['environment'] = {}): Contestant => ({
  command: ['python3', 'bench/reference/train_step.py'],
  environment,
  settings: { channelsLast },
});

export const contestants = {
  archway: {
    command: [process.execPath, fileURLToPath(new URL('archway-contestant.js', import.meta.url))],
    environment: {},
    settings: {},
  },
  default: pytorch(false),
  channelsLast: pytorch(true),
  defaultKeepingMemory: pytorch(false, KEEPS_MEMORY),
  channelsLastKeepingMemory: pytorch(true, KEEPS_MEMORY),
} satisfies Record<string, Contestant>;

export type ContestantName = keyof typeof contestants;
export const contestantNames = Object.keys(contestants) as ContestantName[];

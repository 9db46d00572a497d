import { parseArgs } from 'node:util';

const HELP = `npm run bench:compute -- [options]

Times Archway's training steps and its controller beside PyTorch's, where python3 has it.

  --only train|controller  leaves out the other half
  --threads 1|2            trains on one or on two threads only
  --child NAME             one of the reference children, by the beginning of its name
  --steps N                timed steps of each contestant and child (default 12)
  --rounds N               turns in which they are taken (default 6)
  --quick                  4 steps in 2 turns
  --json                   prints one JSON document last
`;

export interface BenchOptions {
  readonly trains: boolean;
  readonly controls: boolean;
  readonly threads: readonly number[];
  readonly child: string;
  readonly steps: number;
  readonly rounds: number;
  readonly quick: boolean;
  readonly json: boolean;
}

/** Undefined where help was asked for, and given. Throws on an option that is none. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      threads: { type: 'string' },
      child: { type: 'string', default: '' },
      steps: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return undefined;
  }
  const { only, quick, json, child } = values;
  if (only !== undefined && only !== 'train' && only !== 'controller') {
    throw new Error(`--only must be train or controller, not ${only}`);
  }
  return {
    trains: only !== 'controller',
    controls: only !== 'train',
    threads: values.threads === undefined ? [1, 2] : [wholeNumber('threads', values.threads, 2)],
    child,
    steps: wholeNumber('steps', values.steps ?? (quick ? '4' : '12'), 1000),
    rounds: wholeNumber('rounds', values.rounds ?? (quick ? '2' : '6'), 100),
    quick,
    json,
  };
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`--${name} must be a whole number from 1 to ${most}, not ${text}`);
}

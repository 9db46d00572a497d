import { parseArgs } from 'node:util';

const HELP = `npm run bench:service -- [options]

Times the service end to end, as one process beside a Postgres of its own, and Optuna's relational storage on the same Postgres
where python3 has it.

  --only A,B    some of these alone:
                throughput  trials a second: a table inline and through the queue, beside Optuna
                points      metric points a second
                history     a session of 100,000 trials: its last tenth, its suggestions, its memory
                simulated   10,000 trials of a second, 64 in flight
                fleet       64 in flight on 8 worker processes
                real        a search that trains: device utilisation, and what a trial costs beside its training
  --rounds N    turns in which the contestants of throughput are taken (default 3)
  --quick       a tenth of everything
  --json        prints one JSON document last, and nothing else
`;

export const sections = ['throughput', 'points', 'history', 'simulated', 'fleet', 'real'] as const;
export type Section = (typeof sections)[number];

export interface BenchOptions {
  readonly only: readonly Section[];
  readonly rounds: number;
  /** Share of the full amounts. */
  readonly scale: number;
  readonly json: boolean;
}

/** Undefined where help was asked for, and given. Throws on an option that is none. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: sections.join(',') },
      rounds: { type: 'string', default: '3' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return undefined;
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds must be a whole number from 1, not ${values.rounds}`);
  }
  const { quick, json } = values;
  return { only: values.only.split(',').map(sectionOf), rounds, scale: quick ? 0.1 : 1, json };
}

function sectionOf(name: string): Section {
  const section = sections.find((one) => one === name);
  if (!section) throw new Error(`--only must be of ${sections.join(', ')}, not ${name}`);
  return section;
}

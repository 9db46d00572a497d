import { median } from '../compute/median.js';
import { timeOptuna } from './optuna.js';
import type { Service } from './service.js';
import { runSession, tabular } from './session.js';

interface Contestant {
  readonly trials: number;
  readonly definition: object;
  readonly search: object;
}

const random = (batchSize: number) => ({ strategy: 'random', options: { batchSize } });

/** Ways of a trial, from the shortest on. */
const contestants = {
  inlineBatch: { trials: 10_000, definition: tabular(), search: random(8) },
  inlineSingle: { trials: 4000, definition: tabular(), search: random(1) },
  queueBatch: { trials: 1600, definition: tabular({ path: 'queue' }), search: random(8) },
  queueInFlight: {
    trials: 3200,
    definition: tabular({ path: 'queue' }),
    search: { ...random(8), mode: 'ASYNCHRONOUS', parallelism: 64 },
  },
} satisfies Record<string, Contestant>;

type Name = keyof typeof contestants;

export interface Throughput {
  /** Trials a second, median of the rounds. */
  readonly archway: Readonly<Record<Name, number>>;
  /** Undefined where python3 has no Optuna. */
  readonly optuna: number | undefined;
}

/** Contestants take turns on one Postgres, so that what else the machine does meets each of them alike. */
export async function measureThroughput(
  service: Service,
  rounds: number,
  scale: number,
): Promise<Throughput> {
  const names = Object.keys(contestants) as Name[];
  const rates: Record<Name, number[]> = {
    inlineBatch: [],
    inlineSingle: [],
    queueBatch: [],
    queueInFlight: [],
  };
  const optuna: number[] = [];
  await service.query('create database optuna');
  const url = Object.assign(new URL(service.databaseUrl), { pathname: 'optuna' }).href;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const { trials, definition, search } = contestants[name];
      const count = Math.ceil(trials * scale);
      const { seconds } = await runSession(service, { definition, search: { ...search, maxTrials: count } });
      rates[name].push(count / seconds);
    }
    const rate = await timeOptuna(url, Math.ceil(300 * scale));
    if (rate !== undefined) optuna.push(rate);
  }
  const archway = Object.fromEntries(names.map((name) => [name, median(rates[name])])) as Record<
    Name,
    number
  >;
  return { archway, optuna: optuna.length > 0 ? median(optuna) : undefined };
}

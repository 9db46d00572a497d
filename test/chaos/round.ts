import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { quickDefinition } from '../support/search.js';
import type { Blow, Victim } from './blows.js';
import type { Installation } from './installation.js';
import { type Outcome, outcomeOf } from './outcome.js';

const search = {
  strategy: 'reinforce',
  options: { batchSize: 4, learningRate: 0.05 },
  maxTrials: 16,
  retrainTop: 2,
};

/** A factor that only another schedule uses: it changes no result, and takes none from the cache of another round. */
const definitionOf = (round: number) => ({
  ...quickDefinition,
  recipe: { ...quickDefinition.recipe, stepFactor: 0.1 + round / 1000 },
});

const ENDING = { timeoutMs: 300_000 };

export interface Round {
  readonly outcome: Outcome;
  readonly struck: readonly Victim[];
  readonly seconds: number;
  /** Leases that were lost, and trials that failed and were tried again. */
  readonly furtherAttempts: number;
  /** The longest for which a trial was still held after its lease had run out. */
  readonly overdueSeconds: number;
}

/** One search from its start to its end, under these blows. */
export async function searchUnder(
  installation: Installation,
  round: number,
  blows: readonly Blow[],
): Promise<Round> {
  const began = performance.now();
  const sessionId = await (await installation.client()).start(definitionOf(round), search);
  const watch = new Watch(installation, sessionId);
  const struck = await strikeUntilTheEnd(installation, blows, watch);
  await eventually(() => watch.hasEnded(), {
    ...ENDING,
    what: `the search to end under ${struck.join(', ')}`,
  });
  const seconds = (performance.now() - began) / 1000;
  const outcome = await eventually(() => outcomeOf(installation, sessionId), {
    ...ENDING,
    what: 'its outcome',
  });
  const [attempts] = await installation.rows(
    'select sum(attempt - 1)::int as further from trials where session_id = $1',
    [sessionId],
  );
  const furtherAttempts = Number(attempts?.further);
  return { outcome, struck, seconds, furtherAttempts, overdueSeconds: watch.overdueSeconds };
}

async function strikeUntilTheEnd(
  installation: Installation,
  blows: readonly Blow[],
  watch: Watch,
): Promise<Victim[]> {
  const struck: Victim[] = [];
  for (const { victim, afterMilliseconds } of blows) {
    await pause(afterMilliseconds);
    // While Postgres is down nobody knows, and the search goes on.
    if (await watch.hasEnded().catch(() => false)) break;
    if (await installation.strike(victim)) struck.push(victim);
  }
  return struck;
}

/** Looks at the tables from outside. */
class Watch {
  overdueSeconds = 0;

  constructor(
    private readonly installation: Installation,
    private readonly sessionId: string,
  ) {}

  async hasEnded(): Promise<boolean> {
    const [row] = await this.installation.rows(
      `select finished_at is not null as ended, (
         select coalesce(max(extract(epoch from clock_timestamp() - lease_expires_at)), 0)::float8
         from trials where state = 'RUNNING') as overdue from search_sessions where id = $1`,
      [this.sessionId],
    );
    this.overdueSeconds = Math.max(this.overdueSeconds, Number(row?.overdue));
    return row?.ended === true;
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../compute/median.js';
import type { Service } from './service.js';
import { runSession, secondsToEnd, startSession, tabular } from './session.js';

export interface HistoryCost {
  /** Trials a second in each tenth of the long session. */
  readonly tenths: readonly number[];
  /** From a result to the next proposal, with few trials behind it and with many; medians. */
  readonly suggestMs: { readonly short: number; readonly long: number };
  /** Of the service's process, before and after the long session. */
  readonly residentMegabytes: { readonly before: number; readonly after: number };
}

const STEPS = 200;

/** What it costs a session to be long: the rate of its last trials, and the time to its next proposal. */
export async function measureHistory(service: Service, trials: number): Promise<HistoryCost> {
  const search = { strategy: 'random', options: { batchSize: 8 }, maxTrials: trials };
  const before = await service.residentMegabytes();
  const long = await runSession(service, { definition: tabular(), search });
  const tenths = await ratesOfTenths(service, long.id, trials);
  const after = await service.residentMegabytes();
  const short = await runSession(service, {
    definition: tabular(),
    search: { ...search, maxTrials: Math.ceil(trials / 100) },
  });
  const times = { short: [] as number[], long: [] as number[] };
  for (let round = 0; round < 3; round += 1) {
    times.short.push(await suggestMs(service, short.id));
    times.long.push(await suggestMs(service, long.id));
  }
  return {
    tenths,
    suggestMs: { short: median(times.short), long: median(times.long) },
    residentMegabytes: { before, after },
  };
}

async function ratesOfTenths(service: Service, id: string, trials: number): Promise<number[]> {
  const rows = await service.query<{ at: number }>(
    `select extract(epoch from max(finished_at))::float8 as at from trials
     where session_id = $1 group by (number - 1) / ($2::int / 10) order by min(number)`,
    [id, trials],
  );
  const [start] = await service.query<{ at: number }>(
    'select extract(epoch from created_at)::float8 as at from search_sessions where id = $1',
    [id],
  );
  const times = [start?.at ?? 0, ...rows.map(({ at }) => at)];
  return times.slice(1).map((at, index) => trials / 10 / (at - (times[index] ?? 0)));
}

/** Lets a session that has ended go on, one trial at a time through the queue, and times it by its own events. */
async function suggestMs(service: Service, id: string): Promise<number> {
  const queued = await startSession(service, {
    definition: tabular({ path: 'queue' }),
    search: { strategy: 'random', maxTrials: 1 },
  });
  await secondsToEnd(service, queued);
  const [before] = await service.query<{ proposed: number }>(
    `update search_sessions set state = 'RUNNING', stop_reason = null, finished_at = null, parallelism = 1,
       max_trials = proposed + $3, experiment_id = (select experiment_id from search_sessions where id = $2)
     where id = $1 returning proposed`,
    [id, queued, STEPS],
  );
  while (
    (await service.query('select 1 from search_sessions where id = $1 and finished_at is null', [id])).length
  )
    await pause(100);
  const rows = await service.query<{ ms: number }>(
    `select extract(epoch from next.created_at - result.created_at)::float8 * 1000 as ms
     from events result join events next on next.session_id = result.session_id
       and next.payload ->> 'type' = 'TRIAL_STATE_CHANGED' and next.payload -> 'trial' ->> 'state' = 'QUEUED'
       and (next.payload -> 'trial' ->> 'number')::int = (result.payload -> 'trial' ->> 'number')::int + 1
     where result.session_id = $1 and result.payload -> 'trial' ->> 'state' = 'SUCCEEDED'
       and (result.payload -> 'trial' ->> 'number')::int > $2`,
    [id, before?.proposed ?? 0],
  );
  return median(rows.map(({ ms }) => ms));
}

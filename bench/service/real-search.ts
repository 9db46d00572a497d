import { readFileSync } from 'node:fs';
import type { Service } from './service.js';
import { runSession } from './session.js';

export interface RealSearch {
  /** Share of the time from the first training to the last in which the device was busy. */
  readonly deviceUtilisation: number;
  /** For which a device waits, or does what is no training, a trial. */
  readonly overheadMsPerTrial: number;
  readonly secondsPerTrial: number;
  /** The former over the latter. */
  readonly overheadShare: number;
}

/** The example of the README on one device slot, with trainings of some seconds. */
export async function measureRealSearch(service: Service, trials: number): Promise<RealSearch> {
  const example = JSON.parse(readFileSync('examples/digits.json', 'utf8')) as {
    readonly experiment: object;
    readonly search: object;
  };
  const definition = {
    ...example.experiment,
    // Nothing that an earlier run left behind is reused.
    seed: Math.floor(performance.timeOrigin),
    recipe: { epochs: 30, batchSize: 64, learningRate: 0.1 },
  };
  const { id } = await runSession(service, { definition, search: { ...example.search, maxTrials: trials } });
  const [row] = await service.query<{ busy: number; wall: number; trained: number }>(
    `select sum(device_seconds)::float8 as busy, count(*)::int as trained,
       extract(epoch from max(finished_at) - min(started_at))::float8 as wall
     from trials where session_id = $1 and cached_from_id is null`,
    [id],
  );
  if (!row) throw new Error('the search left no trial');
  return {
    deviceUtilisation: row.busy / row.wall,
    overheadMsPerTrial: (1000 * (row.wall - row.busy)) / row.trained,
    secondsPerTrial: row.busy / row.trained,
    overheadShare: row.wall / row.busy - 1,
  };
}

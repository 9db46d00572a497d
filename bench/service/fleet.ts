import { startService } from './service.js';
import { runSession, tabular } from './session.js';
import { IN_FLIGHT, measureSimulated, type Simulated } from './simulated.js';

const WORKERS = 8;

export interface Fleet {
  readonly workers: number;
  /** Of trials that cost nothing. */
  readonly trialsPerSecond: number;
  readonly simulated: Simulated;
}

/** One session with 64 in flight on 8 worker processes of one machine. */
export async function measureFleet(scale: number): Promise<Fleet> {
  const service = await startService({ deviceSlots: 0, workers: WORKERS });
  try {
    const trials = Math.ceil(3200 * scale);
    const search = { strategy: 'random', mode: 'ASYNCHRONOUS', parallelism: IN_FLIGHT, maxTrials: trials };
    const { id, seconds } = await runSession(service, { definition: tabular({ path: 'queue' }), search });
    await requireEachOnce(id, trials);
    return {
      workers: WORKERS,
      trialsPerSecond: trials / seconds,
      simulated: await measureSimulated(service, trials),
    };
  } finally {
    await service.stop();
  }

  async function requireEachOnce(id: string, trials: number): Promise<void> {
    const [row] = await service.query<{ trials: number; told: number; further: number }>(
      `select count(distinct number)::int as trials, count(told_version)::int as told, sum(attempt - 1)::int as further
       from trials where session_id = $1`,
      [id],
    );
    if (row?.trials !== trials || row.told !== trials || row.further !== 0)
      throw new Error(`of ${trials} trials not each was evaluated and told once: ${JSON.stringify(row)}`);
  }
}

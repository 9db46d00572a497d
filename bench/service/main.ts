import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureHistory } from './history.js';
import { measureRealSearch } from './real-search.js';
import { startService } from './service.js';
import { runSession, tabular } from './session.js';
import { measureThroughput } from './throughput.js';

const IN_FLIGHT = 64;

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    /** A tenth of everything, to see whether it runs. */
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
});
const scale = flags.quick ? 0.1 : 1;
const say = (text: string): void => {
  if (!flags.json) console.log(text);
};
const wanted = (section: string): boolean =>
  flags.only === undefined || flags.only.split(',').includes(section);

const service = await startService(1);
const figures: Record<string, unknown> = { cpu: cpus()[0]?.model, processors: cpus().length };
try {
  if (wanted('throughput')) {
    const { archway, optuna } = await measureThroughput(service, Number(flags.rounds), scale);
    say(`trials a second: ${JSON.stringify(archway)}, Optuna ${optuna?.toFixed(1) ?? 'absent'}`);
    const over = (rate: number): number | null => (optuna === undefined ? null : rate / optuna);
    Object.assign(figures, {
      trialsPerSecond: { ...archway, optuna },
      inlineBatchOverOptuna: over(archway.inlineBatch),
      inlineSingleOverOptuna: over(archway.inlineSingle),
      queueOverOptuna: over(archway.queueBatch),
      queueInFlightOverOptuna: over(archway.queueInFlight),
    });
  }
  if (wanted('history')) {
    const history = await measureHistory(service, 100_000 * scale);
    const { tenths, suggestMs } = history;
    say(`a long session: ${JSON.stringify(history)}`);
    Object.assign(figures, {
      history,
      lastTenthOverFirst: (tenths.at(-1) ?? 0) / (tenths[0] ?? 1),
      suggestGrowth: suggestMs.long / suggestMs.short,
    });
  }
  if (wanted('simulated')) {
    const trials = 10_000 * scale;
    const { seconds } = await runSession(service, {
      definition: tabular({ path: 'queue', seconds: 1 }),
      search: { strategy: 'random', mode: 'ASYNCHRONOUS', parallelism: IN_FLIGHT, maxTrials: trials },
    });
    const ideal = Math.ceil(trials / IN_FLIGHT);
    say(`${trials} trials of a second, ${IN_FLIGHT} in flight: ${seconds.toFixed(1)} s, ideal ${ideal}`);
    Object.assign(figures, { simulatedSeconds: seconds, simulatedOverIdeal: seconds / ideal });
  }
  if (wanted('real')) {
    const real = await measureRealSearch(service, flags.quick ? 8 : 32);
    say(`a real search on one device: ${JSON.stringify(real)}`);
    Object.assign(figures, { real, deviceUtilisation: real.deviceUtilisation });
  }
} finally {
  await service.stop();
}
say('');
console.log(JSON.stringify(figures));

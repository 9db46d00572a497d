import { cpus } from 'node:os';
import { measureFleet } from './fleet.js';
import { measureHistory } from './history.js';
import { type BenchOptions, readOptions, type Section } from './options.js';
import { measurePoints } from './points.js';
import { measureRealSearch } from './real-search.js';
import { type Service, startService } from './service.js';
import { measureSimulated } from './simulated.js';
import { measureThroughput } from './throughput.js';

const options = optionsOrNothing();
if (options) await run(options);

function optionsOrNothing(): BenchOptions | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}; --help names all options`);
    process.exitCode = 2;
    return undefined;
  }
}

async function run({ only, rounds, scale, json }: BenchOptions): Promise<void> {
  const measured: Partial<Record<Section, unknown>> = {};
  const say = (section: Section, figures: object): void => {
    measured[section] = figures;
    if (!json) console.log(`${section}: ${JSON.stringify(figures)}`);
  };
  /** What releases are compared by; null where it was not measured. */
  const bars = {
    inlineBatchOverOptuna: null as number | null,
    inlineSingleOverOptuna: null as number | null,
    queueOverOptuna: null as number | null,
    lastTenthOverFirst: null as number | null,
    suggestGrowth: null as number | null,
    simulatedOverIdeal: null as number | null,
    deviceUtilisation: null as number | null,
  };
  const measure: Readonly<Record<Exclude<Section, 'fleet'>, (service: Service) => Promise<void>>> = {
    async throughput(service) {
      const rates = await measureThroughput(service, rounds, scale);
      say('throughput', rates);
      const { archway, optuna } = rates;
      const over = (rate: number): number | null => (optuna === undefined ? null : rate / optuna);
      bars.inlineBatchOverOptuna = over(archway.inlineBatch);
      bars.inlineSingleOverOptuna = over(archway.inlineSingle);
      bars.queueOverOptuna = over(archway.queueBatch);
    },
    async points(service) {
      say('points', await measurePoints(service, scale));
    },
    async history(service) {
      const history = await measureHistory(service, 100_000 * scale);
      say('history', history);
      bars.lastTenthOverFirst = (history.tenths.at(-1) ?? 0) / (history.tenths[0] ?? 1);
      bars.suggestGrowth = history.suggestMs.long / history.suggestMs.short;
    },
    async simulated(service) {
      const simulated = await measureSimulated(service, 10_000 * scale);
      say('simulated', simulated);
      bars.simulatedOverIdeal = simulated.overIdeal;
    },
    async real(service) {
      const real = await measureRealSearch(service, Math.ceil(32 * scale));
      say('real', real);
      bars.deviceUtilisation = real.deviceUtilisation;
    },
  };
  const alone = only.filter((section) => section !== 'fleet');
  if (alone.length > 0) {
    const service = await startService({ deviceSlots: 1 });
    try {
      for (const section of alone) await measure[section](service);
    } finally {
      await service.stop();
    }
  }
  if (only.includes('fleet')) say('fleet', await measureFleet(scale));
  const machine = { cpu: cpus()[0]?.model, processors: cpus().length, node: process.version };
  if (json) console.log(JSON.stringify({ ...bars, ...machine, measured }));
  else
    for (const [name, value] of Object.entries(bars))
      console.log(`${name} ${value?.toFixed(2) ?? 'not measured'}`);
}

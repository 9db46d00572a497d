// The search of the demo through the service, and the same search as a bare PyTorch script.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { startService } from '../service/service.js';
import { type ScriptSearch, searchThroughService, timeScript } from './contestants.js';
import { withProcessorSeconds } from './processor-time.js';

const HELP = `npm run bench:search -- [options]

Runs the whole search of the demo (examples/digits.json: both arms, and the finalists of each) through the service, and the
trainings of the same networks by the same recipes, with the same controller, in one process of PyTorch without a service
(bench/reference/search.py), on one thread and on all; the faster counts. Neither time includes the start of its processes;
processor seconds are those of all processes of either, Postgres and starts included, where the system says them.

  --quick     a quarter of the trials
  --slots N   trainings that the service does at a time (default: one a processor)
  --json      prints one JSON document last
`;

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    slots: { type: 'string', default: String(cpus().length) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) console.log(HELP);
else await compare();

async function compare(): Promise<void> {
  const processors = cpus().length;
  const slots = Number(flags.slots);
  if (!Number.isInteger(slots) || slots < 1) throw new Error('--slots must be a whole number from 1');
  const ours = await withProcessorSeconds(async () => {
    const service = await startService({ deviceSlots: slots });
    return searchThroughService(service, flags.quick ? 8 : 32).finally(() => service.stop());
  });
  const { children, ...measured } = ours;
  const scripts: ({ readonly threads: number } & Partial<ScriptSearch>)[] = [];
  for (const threads of new Set([1, processors])) {
    scripts.push(await withProcessorSeconds(async () => ({ threads, ...timeScript(ours, threads) })));
  }
  const fastest = Math.min(...scripts.map(({ seconds }) => seconds ?? Number.POSITIVE_INFINITY));
  const serviceOverScript = Number.isFinite(fastest) ? measured.seconds / fastest : null;
  if (flags.json) {
    const machine = { cpu: cpus()[0]?.model, processors };
    console.log(
      JSON.stringify({
        serviceOverScript,
        slots,
        trained: children.length,
        service: measured,
        scripts,
        ...machine,
      }),
    );
    return;
  }
  console.log(`${cpus()[0]?.model}, ${processors} processors; ${children.length} trainings`);
  console.log(`the service: ${JSON.stringify(measured)}`);
  for (const script of scripts) console.log(`the script: ${JSON.stringify(script)}`);
  console.log(`the service over the faster script: ${serviceOverScript?.toFixed(2) ?? 'not measured'}`);
}

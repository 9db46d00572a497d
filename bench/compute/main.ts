import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { timeArchway } from './archway-step.js';
import { type Child, children } from './children.js';
import { compareControllers, describeControllers } from './controller.js';
import { geometricMean, median } from './median.js';
import { type PyTorchTime, timePyTorch } from './pytorch-step.js';

interface Row {
  readonly child: string;
  readonly archwayMs: number;
  readonly compileMs: number;
  /** Undefined where python3 has no PyTorch. */
  readonly pytorchMs: number | undefined;
  readonly channelsLastMs: number | undefined;
}

interface Turn {
  readonly archway: { readonly stepMs: number; readonly compileMs: number };
  readonly pytorch: PyTorchTime | undefined;
  readonly channelsLast: PyTorchTime | undefined;
}

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '20' },
  },
});
const [threads, rounds, steps] = [Number(flags.threads), Number(flags.rounds), Number(flags.steps)];

/** Contestants take turns, so that what else the machine does meets each of them alike. */
async function measure(child: Child): Promise<Row> {
  const turns: Turn[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const archway = await timeArchway(child, threads, steps);
    const pytorch = timePyTorch(child, { threads, steps, channelsLast: false });
    const channelsLast = timePyTorch(child, { threads, steps, channelsLast: true });
    turns.push({ archway, pytorch, channelsLast });
  }
  const ofPyTorch = (layout: 'pytorch' | 'channelsLast') => {
    const times = turns.flatMap((turn) => turn[layout]?.stepMs ?? []);
    return times.length > 0 ? median(times) : undefined;
  };
  return {
    child: child.name,
    archwayMs: median(turns.map(({ archway }) => archway.stepMs)),
    compileMs: median(turns.map(({ archway }) => archway.compileMs)),
    pytorchMs: ofPyTorch('pytorch'),
    channelsLastMs: ofPyTorch('channelsLast'),
  };
}

/** Archway's time over PyTorch's in the better of its two layouts. */
function ratioOf({ archwayMs, pytorchMs, channelsLastMs }: Row): number | undefined {
  return pytorchMs === undefined || channelsLastMs === undefined
    ? undefined
    : archwayMs / Math.min(pytorchMs, channelsLastMs);
}

const rows: Row[] = [];
for (const child of children) {
  const row = await measure(child);
  rows.push(row);
  if (!flags.json) {
    console.log(
      [
        row.child.padEnd(24),
        `archway ${row.archwayMs.toFixed(2)} ms`,
        `(compiled in ${row.compileMs.toFixed(0)} ms)`,
        `PyTorch ${row.pytorchMs?.toFixed(2) ?? 'absent'}`,
        `channels_last ${row.channelsLastMs?.toFixed(2) ?? 'absent'}`,
        `ratio ${ratioOf(row)?.toFixed(2) ?? 'none'}`,
      ].join('  '),
    );
  }
}
const controller = await compareControllers(rounds);
const ratios = rows.flatMap((row) => ratioOf(row) ?? []);
const ratio = ratios.length > 0 ? geometricMean(ratios) : null;
if (flags.json) {
  console.log(
    JSON.stringify({
      cpu: cpus()[0]?.model,
      threads,
      rounds,
      steps,
      trainRatio: ratio,
      children: rows,
      ...controller,
    }),
  );
} else {
  console.log(describeControllers(controller));
  console.log(`geometric mean ${ratio?.toFixed(2) ?? 'none'} on ${cpus()[0]?.model}, ${threads} thread(s)`);
}

import { cpus } from 'node:os';
import { children } from './children.js';
import { compareControllers, describeControllers } from './controller.js';
import { type BenchOptions, readOptions } from './options.js';
import { measurePeak } from './peak-flops.js';
import { describeChild, type Measured, summarise } from './report.js';
import { compareTraining, type TrainTimes } from './train.js';

const options = optionsOrNothing();
if (options) report(options, await measure(options));

function optionsOrNothing(): BenchOptions | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}; --help names all options`);
    process.exitCode = 2;
    return undefined;
  }
}

async function measure({ trains, controls, threads, child: wanted, steps, rounds, quick }: BenchOptions) {
  console.log(`${cpus()[0]?.model}, ${cpus().length} processors, Node ${process.version}`);
  const controller = controls ? await compareControllers(rounds, quick ? 15 : 25) : undefined;
  if (controller) console.log(describeControllers(controller));
  const peaks = new Map<number, number>();
  const training: TrainTimes[] = [];
  for (const count of trains ? threads : []) {
    const peak = await measurePeak(count);
    peaks.set(count, peak);
    console.log(`${(peak / 1e9).toFixed(0)} GFLOP/s in a large matrix product on ${count} thread(s)`);
    for (const child of children.filter(({ name }) => name.startsWith(wanted))) {
      const times = await compareTraining(child, count, { rounds, steps });
      training.push(times);
      console.log(describeChild(times, peak));
    }
  }
  return { training, peaks, controller };
}

function report({ json }: BenchOptions, measured: Measured): void {
  const summary = summarise(measured);
  if (json) console.log(JSON.stringify(summary));
  else {
    for (const [name, value] of Object.entries(summary))
      console.log(`${name} ${value?.toFixed(2) ?? 'not measured'}`);
  }
}

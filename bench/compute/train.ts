import type { Child } from './children.js';
import { ContestantProcess } from './contestant-process.js';
import { type ContestantName, contestantNames, contestants } from './contestants.js';
import { median } from './median.js';

const WARM_UP = 2;

/** One child on so many threads: medians of each contestant that is there. */
export interface TrainTimes {
  readonly child: Child;
  readonly threads: number;
  readonly stepMs: Readonly<Partial<Record<ContestantName, number>>>;
  readonly peakMegabytes: Readonly<Partial<Record<ContestantName, number>>>;
  /** From a layer graph to the first step of Archway. */
  readonly compileMs: number;
}

interface Entrant {
  readonly name: ContestantName;
  readonly worker: ContestantProcess;
  readonly compileMs: number;
  readonly times: number[];
  peakMegabytes: number;
}

/** Contestants take turns of a few steps, so that what else the machine does meets each of them alike. */
export async function compareTraining(
  child: Child,
  threads: number,
  { rounds, steps }: { readonly rounds: number; readonly steps: number },
): Promise<TrainTimes> {
  const workers: ContestantProcess[] = [];
  try {
    const entrants: Entrant[] = [];
    for (const name of contestantNames) {
      // One after the other: four that load PyTorch would slow the compilation that is timed.
      const worker = new ContestantProcess(contestants[name]);
      workers.push(worker);
      const prepared = await worker.prepare(child, threads);
      if (!prepared) continue;
      await worker.train(WARM_UP);
      entrants.push({ name, worker, compileMs: prepared.prepareMs, times: [], peakMegabytes: 0 });
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const entrant of entrants) {
        const { times, peakMegabytes } = await entrant.worker.train(Math.ceil(steps / rounds));
        entrant.times.push(...times);
        entrant.peakMegabytes = peakMegabytes;
      }
    }
    return summaryOf(child, threads, entrants);
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
}

function summaryOf(child: Child, threads: number, entrants: readonly Entrant[]): TrainTimes {
  const of = (part: (entrant: Entrant) => number) =>
    Object.fromEntries(entrants.map((entrant) => [entrant.name, part(entrant)]));
  return {
    child,
    threads,
    stepMs: of(({ times }) => median(times)),
    peakMegabytes: of(({ peakMegabytes }) => peakMegabytes),
    compileMs: entrants.find(({ name }) => name === 'archway')?.compileMs ?? Number.NaN,
  };
}

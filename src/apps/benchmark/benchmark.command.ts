import { writeFile } from 'node:fs/promises';
import {
  type BenchmarkRun,
  type BenchmarkTable,
  drawCurves,
  protocolOf,
  runBenchmark,
  summarize,
} from '../../nas/benchmarks/index.js';
import { findStrategy } from '../../nas/strategies/index.js';
import { DomainError } from '../../platform/errors/index.js';
import { onnxRuntime } from '../../tensor/index.js';
import {
  type BenchmarkFlags,
  checkedOptions,
  countsRepeats,
  optionsOf,
  strategiesOf,
  wholeNumberOf,
} from './benchmark-options.js';
import { findTable } from './find-table.js';
import { reportJson, reportText, type StrategyReport } from './report.js';

const MAXIMUM = 1_000_000;

/** Where to write, and whether a person watches. */
export interface BenchmarkOutput {
  readonly write: (text: string) => void;
  /** Null where nobody watches. */
  readonly progress: ((text: string) => void) | null;
}

/**
 * `archway benchmark`: runs strategies on a table of known results, run r with the seed `--seed` + r.
 * @throws DomainError INVALID_INPUT
 */
export async function benchmark(flags: BenchmarkFlags, output: BenchmarkOutput): Promise<void> {
  const names = strategiesOf(flags.strategy);
  const own = optionsOf(flags.option);
  const planned = names.map((name) => {
    const options = { ...protocolOf(name).options, ...own };
    checkedOptions(name, options);
    return { name, options };
  });
  const table = await findTable(flags);
  const reports: StrategyReport[] = [];
  for (const { name, options } of planned) {
    reports.push(await runStrategy(name, options, table, flags, output.progress));
  }
  output.progress?.('\r\u001b[K');
  if (flags.svg !== undefined) await writeFile(flags.svg, plotOf(reports, table));
  output.write(flags.json === true ? reportJson(reports) : reportText(reports));
}

async function runStrategy(
  name: string,
  options: Readonly<Record<string, unknown>>,
  table: BenchmarkTable,
  flags: BenchmarkFlags,
  progress: BenchmarkOutput['progress'],
): Promise<StrategyReport> {
  const definition = findStrategy(name);
  if (!definition) throw new DomainError('INVALID_INPUT', `there is no strategy '${name}'`);
  const runs = wholeNumberOf('runs', flags.runs, 1, MAXIMUM);
  const evaluations = wholeNumberOf('evaluations', flags.evaluations, 1, MAXIMUM);
  const seed = wholeNumberOf('seed', flags.seed, 0, Number.MAX_SAFE_INTEGER - MAXIMUM);
  const rewardPower =
    flags.power === undefined ? protocolOf(name).rewardPower : wholeNumberOf('power', flags.power, 1, 100);
  const settings = {
    table,
    evaluations,
    options,
    rewardPower,
    countsRepeats: countsRepeats(flags.repeats),
  };
  const runtime = onnxRuntime();
  const began = performance.now();
  const results: BenchmarkRun[] = [];
  for (let run = 0; run < runs; run += 1) {
    progress?.(`\r\u001b[K${name}: run ${run + 1} of ${runs}`);
    results.push(await runBenchmark(definition, runtime, { ...settings, seed: BigInt(seed + run) }));
  }
  const seconds = (performance.now() - began) / 1000;
  return { strategy: name, table: table.name, options, seconds, summary: summarize(results, evaluations) };
}

function plotOf(reports: readonly StrategyReport[], table: BenchmarkTable): string {
  const runs = reports[0]?.summary.runs ?? 0;
  return drawCurves(
    `${table.name}: test accuracy of the incumbent, mean of ${runs} runs`,
    reports.map(({ strategy, summary }) => ({ label: strategy, values: summary.testCurve })),
  );
}

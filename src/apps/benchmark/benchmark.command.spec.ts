import { describe, expect, it } from 'vitest';
import { benchmark } from './benchmark.command.js';
import type { BenchmarkFlags } from './benchmark-options.js';

const flags: BenchmarkFlags = {
  strategy: 'logits',
  table: 'nas-bench-macro',
  runs: '3',
  evaluations: '40',
  seed: '0',
  repeats: 'count',
  option: [],
  architectureColumn: 'arch',
  json: true,
};

async function outputOf(changes: Partial<BenchmarkFlags>): Promise<string> {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  await benchmark({ ...flags, ...changes }, { write, progress: null });
  return output;
}

describe('archway benchmark', () => {
  it('prints one JSON document, the same for the same seeds', async () => {
    const read = async () => ({ ...JSON.parse(await outputOf({})), seconds: null });
    const document = await read();
    expect(document).toMatchObject({
      strategy: 'logits',
      table: 'nas-bench-macro',
      runs: 3,
      evaluations: 40,
    });
    expect(document.test.mean).toBeGreaterThan(90);
    expect(await read()).toEqual(document);
  });

  it('runs the recommended strategy, which is what searches start with, unless one is named', async () => {
    const { strategy: _, ...unnamed } = flags;
    let output = '';
    const write = (text: string) => {
      output += text;
    };
    await benchmark({ ...unnamed, runs: '1', evaluations: '12' }, { write, progress: null });
    expect(JSON.parse(output)).toMatchObject({ strategy: 'bayesian', options: {} });
  });

  it('passes options on, and lists several strategies', async () => {
    const text = await outputOf({ strategy: 'random,evolution', option: ['batchSize=4'] });
    expect(JSON.parse(text)).toMatchObject([
      { strategy: 'random', options: { batchSize: 4 } },
      { strategy: 'evolution', options: { batchSize: 4 } },
    ]);
  });

  it('counts an architecture once where repeats are free, and ends when a policy has settled', async () => {
    const uniqueOf = async (changes: Partial<BenchmarkFlags>) =>
      JSON.parse(await outputOf({ runs: '1', ...changes })).unique;
    const search = { strategy: 'random', table: 'nasbench201', evaluations: '400' };
    expect(await uniqueOf(search)).toBeLessThan(400);
    // Other spellings of a cell are no news.
    expect(await uniqueOf({ ...search, repeats: 'free' })).toBeGreaterThan(400);
    const settling = { evaluations: '3000', repeats: 'free', option: ['learningRate=1'] };
    expect(await uniqueOf(settling)).toBeLessThan(3000);
  });

  it('prints published values beside its own', async () => {
    const text = await outputOf({ table: 'nasbench201', evaluations: '160', runs: '1', json: false });
    expect(text).toMatch(/NATS-Bench\s+91\.12 \+- 0\.25\s+93\.90 \+- 0\.26/);
  });

  it.each([
    [{ strategy: 'annealing' }, "there is no strategy 'annealing'"],
    [{ table: 'imagenet' }, "there is no table 'imagenet'"],
    [{ repeats: 'never' }, "--repeats must be count or free, not 'never'"],
    [{ runs: '0' }, "--runs must be a whole number from 1 to 1000000, not '0'"],
    [{ option: ['learningRate'] }, "--option must be key=value, not 'learningRate'"],
    [{ option: ['learningRate=7'] }, '--option of logits: learningRate must be a number from'],
    [{ tableFile: 'absent.csv' }, '--table-file needs --space'],
    [{ tableFile: 'absent.csv', space: 'macro', rewardColumn: 'a' }, '--table-file cannot be read'],
  ])('refuses %j', async (changes, message) => {
    await expect(outputOf(changes)).rejects.toThrow(message);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createScheduler, schedulerDefinitionSchema } from './definition.js';
import { judge, type TrialCurve } from './judge.js';

interface Golden {
  readonly cases: readonly {
    scheduler: unknown;
    lastStep: number;
    /** Trial number, step, value (null for NaN), whether Optuna stops it. */
    reports: readonly [number, number, number | null, boolean][];
  }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/nas/schedulers.json', import.meta.url), 'utf8'),
);

describe.each(golden.cases)('$scheduler', ({ scheduler: definition, lastStep, reports }) => {
  it(`decides what Optuna decides, ${reports.length} times`, () => {
    const scheduler = createScheduler(schedulerDefinitionSchema.parse(definition));
    const curves = new Map<number, TrialCurve>();
    const decided = reports.map(([trialNumber, step, value, stops]) => {
      const before = curves.get(trialNumber)?.measured ?? [];
      const measured = [...before, { step, value: value ?? Number.NaN }];
      const stride = step - (before.at(-1)?.step ?? 0);
      const completed = !stops && step + stride > lastStep;
      const others = [...curves.values()].filter((curve) => curve.trialNumber !== trialNumber);
      curves.set(trialNumber, { trialNumber, completed, measured });
      return judge(scheduler, { trialNumber, completed: false, measured }, others);
    });
    expect(decided).toEqual(reports.map(([, , , stops]) => (stops ? 'stop' : 'continue')));
    expect(decided).toContain('stop');
  });
});

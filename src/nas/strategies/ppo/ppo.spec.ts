import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { floatTensor, onnxRuntime } from '../../../tensor/index.js';
import { lstmNetwork } from '../controller/lstm-network.js';
import { parameterShapes } from '../controller/parameters.js';
import { type Experience, PolicyUpdater } from '../controller/updater.js';
import { ppoDefinition } from './ppo.definition.js';

type Named = Readonly<Record<string, readonly number[]>>;

/** What PyTorch computed; see ppo.py beside it. */
interface Golden {
  readonly units: number;
  readonly decisions: readonly { readonly type: string; readonly choices: number }[];
  readonly options: object;
  readonly parameters: Named;
  readonly tokens: readonly (readonly number[])[];
  readonly advantages: readonly number[];
  readonly reference: readonly number[];
  readonly steps: readonly { readonly ratios: readonly number[]; readonly parametersAfter: Named }[];
}

const file = new URL('../../../../test/golden/nas/ppo.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(file, 'utf8'));
const TOLERANCE = 2e-5;

const shape = {
  network: lstmNetwork({ units: golden.units, lstmLayers: 2, startState: 'zero' }),
  startInput: 'learned',
  decisions: golden.decisions.map(({ type, choices }, position) => ({
    name: `${position}.${type}`,
    type,
    choices: Array.from({ length: choices }, (_, choice) => choice),
  })),
} as const;

describe('ppo', () => {
  it('steps as PyTorch does, with ratios that are clipped on the way', async () => {
    const { tokens, advantages, reference, parameters, steps } = golden;
    const ratios = steps.flatMap((step) => step.ratios);
    expect(ratios.some((ratio) => Math.abs(ratio - 1) > 0.2)).toBe(true);

    const options = ppoDefinition.optionsSchema.parse({ ...golden.options, batchSize: tokens.length });
    const updater = await PolicyUpdater.compile(onnxRuntime(), shape, options);
    const shapes = parameterShapes(shape);
    updater.setVariables(
      Object.fromEntries(
        [...shapes].map(([name, extents]) => [name, floatTensor(extents, parameters[name] ?? [])]),
      ),
    );
    const batch: Experience[] = tokens.map((row, index) => ({
      tokens: row,
      counted: row.map(() => true),
      advantage: advantages[index] ?? Number.NaN,
      weight: 1,
    }));
    for (const { parametersAfter } of steps) {
      await updater.update(batch, reference);
      const after = updater.parameters();
      for (const name of shapes.keys()) {
        const values = Array.from(after[name]?.data ?? [], Number);
        const expected = parametersAfter[name] ?? [];
        expect(values, name).toHaveLength(expected.length);
        const worst = Math.max(...values.map((value, at) => Math.abs(value - (expected[at] ?? Number.NaN))));
        expect(worst, name).toBeLessThan(TOLERANCE);
      }
    }
    await updater.dispose();
  });
});

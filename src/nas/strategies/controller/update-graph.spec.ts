import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { floatTensor, intTensor, onnxRuntime, type Shape, type Tensor } from '../../../tensor/index.js';
import { lstmNetwork } from './lstm-network.js';
import { parameterShapes } from './parameters.js';
import { buildUpdateGraph } from './update-graph.js';

type Named = Readonly<Record<string, readonly number[]>>;

/** What PyTorch computed; see reinforce.py beside it. */
interface Golden {
  readonly units: number;
  readonly decisions: readonly { readonly type: string; readonly choices: number }[];
  readonly cases: readonly {
    readonly options: {
      readonly learningRate: number;
      readonly temperature: number;
      readonly entropyWeight: number;
      readonly gradientClipping: number | null;
    };
    readonly parameters: Named;
    readonly updates: readonly {
      readonly tokens: readonly (readonly number[])[];
      readonly advantages: readonly number[];
      readonly logProbabilities: readonly number[];
      readonly entropies: readonly number[];
      readonly gradients: Named;
      readonly gradientNorm: number;
      readonly parametersAfter: Named;
    }[];
  }[];
}

const file = new URL('../../../../test/golden/nas/reinforce.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(file, 'utf8'));
const TOLERANCE = 1e-5;

const shape = {
  network: lstmNetwork({ units: golden.units, lstmLayers: 2, startState: 'zero' }),
  startInput: 'learned',
  decisions: golden.decisions.map(({ type, choices }, position) => ({
    name: `${position}.${type}`,
    type,
    choices: Array.from({ length: choices }, (_, choice) => choice),
  })),
} as const;
const shapes = parameterShapes(shape);

function tensorsOf(parameters: Named): Record<string, Tensor> {
  const tensors = [...shapes].map(([name, extents]: [string, Shape]) => [
    name,
    floatTensor(extents, parameters[name] ?? []),
  ]);
  return Object.fromEntries(tensors);
}

/** Every decision made its architecture. */
const all = (batch: number) => {
  const width = shape.decisions.length;
  return floatTensor([batch, width], new Float32Array(batch * width).fill(1));
};

/** Executable of the update graph that also returns what it computes on the way. */
async function compiled(options: Golden['cases'][number]['options'], batchSize: number) {
  const { graph, scores, gradients } = buildUpdateGraph(shape, {
    tanhConstant: null,
    skipWeight: 0,
    skipTarget: 0.4,
    ...options,
    batchSize,
  });
  graph.output('logProbabilities', scores.logProbabilities);
  graph.output('entropies', scores.entropies);
  for (const [name, gradient] of gradients) graph.output(`gradient/${name}`, gradient);
  return onnxRuntime().compile(graph, { threads: 1 });
}

function expectClose(
  actual: Tensor | undefined,
  expected: readonly number[] | undefined,
  what: string,
): void {
  const values = Array.from(actual?.data ?? [], Number);
  expect(values.length, what).toBe(expected?.length);
  const worst = Math.max(
    ...values.map((value, index) => Math.abs(value - (expected?.[index] ?? Number.NaN))),
  );
  expect(worst, what).toBeLessThan(TOLERANCE);
}

describe('the update graph', () => {
  it('has the parameters that the reference has', () => {
    expect([...shapes.keys()].sort()).toEqual(Object.keys(golden.cases[0]?.parameters ?? {}).sort());
  });

  it.each(golden.cases)(
    'scores, differentiates and steps as PyTorch does with $options',
    async ({ options, parameters, updates }) => {
      const batch = 4;
      const executable = await compiled(options, batch);
      executable.setVariables(tensorsOf(parameters));
      for (const update of updates) {
        const outputs = await executable.run({
          tokens: intTensor([batch, shape.decisions.length], update.tokens.flat()),
          counted: all(batch),
          advantages: floatTensor([batch, 1], update.advantages),
          weights: floatTensor([batch, 1], [1 / 4, 1 / 4, 1 / 4, 1 / 4]),
        });
        expectClose(outputs.logProbabilities, update.logProbabilities, 'log-probabilities');
        expectClose(outputs.entropies, update.entropies, 'entropies');
        expectClose(outputs.gradientNorm, [update.gradientNorm], 'norm');
        const after = executable.variables();
        for (const name of shapes.keys()) {
          expectClose(outputs[`gradient/${name}`], update.gradients[name], `gradient of ${name}`);
          expectClose(after[name], update.parametersAfter[name], `${name} after the step`);
        }
      }
      await executable.dispose();
    },
  );

  it('takes no notice of a row whose weight is 0', async () => {
    const [first] = golden.cases;
    const update = first?.updates[0];
    if (!first || !update) throw new Error('the golden file is empty');
    const executable = await compiled(first.options, 6);
    executable.setVariables(tensorsOf(first.parameters));
    await executable.run({
      tokens: intTensor(
        [6, shape.decisions.length],
        [...update.tokens.flat(), ...Array.from({ length: 12 }, () => 0)],
      ),
      counted: all(6),
      advantages: floatTensor([6, 1], [...update.advantages, 5, -7]),
      weights: floatTensor([6, 1], [1 / 4, 1 / 4, 1 / 4, 1 / 4, 0, 0]),
    });
    const after = executable.variables();
    for (const name of shapes.keys())
      expectClose(after[name], update.parametersAfter[name], `${name} after the step`);
    await executable.dispose();
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { floatTensor, onnxRuntime, type Tensor } from '../../../tensor/index.js';
import { lstmNetwork } from './lstm-network.js';
import { type ControllerShape, parameterShapes } from './parameters.js';
import { PolicySampler } from './sampler.js';
import { transformerNetwork } from './transformer-network.js';
import { buildUpdateGraph } from './update-graph.js';
import { PolicyUpdater } from './updater.js';

type Named = Readonly<Record<string, readonly number[]>>;

/** What PyTorch computed; see controllers.py beside it. */
interface Golden {
  readonly units: number;
  readonly heads: number;
  readonly options: {
    readonly learningRate: number;
    readonly temperature: number;
    readonly tanhConstant: number;
    readonly entropyWeight: number;
    readonly skipWeight: number;
    readonly skipTarget: number;
    readonly gradientClipping: null;
  };
  readonly advantages: readonly number[];
  readonly counted: readonly (readonly number[])[];
  readonly cases: readonly {
    readonly network: 'lstm' | 'transformer';
    readonly parameters: Named;
    readonly tokens: readonly (readonly number[])[];
    readonly logProbabilities: readonly number[];
    readonly entropies: readonly number[];
    readonly gradients: Named;
    readonly parametersAfter: Named;
  }[];
}

const file = new URL('../../../../test/golden/nas/controllers.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(file, 'utf8'));
const { units, heads } = golden;
const options = { ...golden.options, batchSize: 4 };
const TOLERANCE = 2e-5;

const networks = {
  lstm: lstmNetwork({ units, lstmLayers: 2, startState: 'learned' }),
  transformer: transformerNetwork({ units, heads, layers: 2 }),
};

/** Three layers of a size and a number of filters, with links to those before. */
const decisions = [0, 1, 2].flatMap((layer) => [
  { name: `${layer}.size`, type: 'size', choices: [1, 3, 5] },
  { name: `${layer}.filters`, type: 'filters', choices: [8, 16] },
  ...Array.from({ length: layer }, (_, source) => ({
    name: `${layer}.inputs[${source}]`,
    type: 'input',
    choices: [0, 1],
  })),
]);
const shapeOf = (network: keyof typeof networks): ControllerShape => ({
  network: networks[network],
  decisions,
  anchors: [2, 4, 7],
  startInput: 'learned',
});

const tensorsOf = (shape: ControllerShape, values: Named): Record<string, Tensor> =>
  Object.fromEntries(
    [...parameterShapes(shape)].map(([name, extents]) => [name, floatTensor(extents, values[name] ?? [])]),
  );

function expectClose(actual: readonly number[], expected: readonly number[] | undefined, what: string): void {
  expect(actual.length, what).toBe(expected?.length);
  const worst = Math.max(
    ...actual.map((value, index) => Math.abs(value - (expected?.[index] ?? Number.NaN))),
  );
  expect(worst, what).toBeLessThan(TOLERANCE);
}

describe.each(golden.cases)('the controller with $network and anchor points', (expected) => {
  const shape = shapeOf(expected.network);

  it('has the parameters that the reference has', () => {
    expect([...parameterShapes(shape).keys()].sort()).toEqual(Object.keys(expected.parameters).sort());
  });

  it('gives tokens the log-probabilities and entropies that PyTorch gives, as it walks', async () => {
    const sampler = await PolicySampler.compile(onnxRuntime(), shape, options);
    sampler.setParameters(tensorsOf(shape, expected.parameters));
    const paths = await sampler.follow(expected.tokens);
    await sampler.dispose();
    expect(paths.map(({ tokens }) => tokens)).toEqual(expected.tokens);
    expectClose(
      paths.flatMap(({ logProbabilities }) => logProbabilities),
      expected.logProbabilities,
      'log-probabilities',
    );
    expectClose(
      paths.flatMap(({ entropies }) => entropies),
      expected.entropies,
      'entropies',
    );
  });

  it('steps as PyTorch does, with tanh, entropy, links drawn to a share, decisions that do not count', async () => {
    const updater = await PolicyUpdater.compile(onnxRuntime(), shape, {
      ...options,
      initialRange: 1,
      startInput: 'learned',
      baselineDecay: null,
      importanceLimit: 1,
      failureReward: null,
      depthSchedule: null,
    });
    updater.setVariables(tensorsOf(shape, expected.parameters));
    const norm = await updater.update(
      expected.tokens.map((tokens, index) => ({
        tokens,
        counted: (golden.counted[index] ?? []).map((one) => one === 1),
        advantage: golden.advantages[index] ?? Number.NaN,
        weight: 1,
      })),
    );
    const squares = Object.values(expected.gradients).flatMap((values) => values.map((value) => value ** 2));
    expect(norm).toBeCloseTo(Math.sqrt(squares.reduce((sum, square) => sum + square, 0)), 4);
    const after = updater.parameters();
    await updater.dispose();
    const { gradients } = buildUpdateGraph(shape, options);
    expect([...gradients.keys()].sort()).toEqual(Object.keys(expected.gradients).sort());
    for (const [name, values] of Object.entries(expected.parametersAfter)) {
      // Adam divides by the gradient: where it is next to nothing its rounding decides.
      const firm = values.filter((_, index) => Math.abs(expected.gradients[name]?.[index] ?? 0) > 1e-5);
      const found = Array.from(after[name]?.data ?? [], Number).filter(
        (_, index) => Math.abs(expected.gradients[name]?.[index] ?? 0) > 1e-5,
      );
      expectClose(found, firm.length > 0 ? firm : [], `${name} after the step`);
    }
  });
});

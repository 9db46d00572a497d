import { type Executable, floatTensor, type Runtime, type Tensor } from '../../../tensor/index.js';
import type { Random } from '../../random.js';
import { choiceColumns, rowLength } from './choice-columns.js';
import type { ControllerShape } from './parameters.js';
import { buildSamplingGraph } from './sampling-graph.js';

/** One pass through the policy. */
export interface Draw {
  readonly tokens: readonly number[];
  readonly logProbability: number;
  /** Of each decision, in nats. */
  readonly entropies: readonly number[];
  /** The distribution of each decision, given the tokens before it. */
  readonly probabilities: readonly (readonly number[])[];
}

/** Noise so far above any logit that the choice which has it is the one that is made. */
const FORCE = 1e30;

/** Walks through the policy: at random, greedily, or along given tokens. What differs is the noise alone. */
export class PolicySampler {
  private constructor(
    private readonly shape: ControllerShape,
    private readonly batch: number,
    private readonly executable: Executable,
  ) {}

  static async compile(
    runtime: Runtime,
    shape: ControllerShape,
    batch: number,
    temperature: number,
  ): Promise<PolicySampler> {
    const graph = buildSamplingGraph(shape, batch, temperature);
    return new PolicySampler(shape, batch, await runtime.compile(graph, { threads: 1 }));
  }

  setParameters(parameters: Readonly<Record<string, Tensor>>): void {
    this.executable.setVariables(parameters);
  }

  /** Samples of the policy. Each takes as many random numbers, so that asking in several calls changes nothing. */
  async sample(count: number, random: Random): Promise<Draw[]> {
    return this.#walk(Array.from({ length: count }, () => this.#noise(() => random.gumbel())));
  }

  /** The path of the most likely choice at each decision. */
  async likeliest(): Promise<Draw> {
    const [draw] = await this.#walk([this.#noise(() => 0)]);
    if (!draw) throw new Error('a row of noise gave no draw');
    return draw;
  }

  /** The paths of given tokens. */
  async follow(sequences: readonly (readonly number[])[]): Promise<Draw[]> {
    const columns = choiceColumns(this.shape.decisions);
    return this.#walk(
      sequences.map((tokens) => {
        const noise = this.#noise(() => 0);
        columns.forEach(({ start }, position) => {
          noise[start + (tokens[position] ?? 0)] = FORCE;
        });
        return noise;
      }),
    );
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }

  #noise(draw: () => number): Float32Array {
    return Float32Array.from({ length: rowLength(this.shape.decisions) }, draw);
  }

  /** Runs the graph as often as the rows need; rows of the last run that hold none are left out of the result. */
  async #walk(noises: readonly Float32Array[]): Promise<Draw[]> {
    const width = rowLength(this.shape.decisions);
    const draws: Draw[] = [];
    for (let first = 0; first < noises.length; first += this.batch) {
      const rows = noises.slice(first, first + this.batch);
      const noise = new Float32Array(this.batch * width);
      rows.forEach((row, index) => {
        noise.set(row, index * width);
      });
      const outputs = await this.executable.run({ noise: floatTensor([this.batch, width], noise) });
      draws.push(...rows.map((_, row) => this.#read(outputs, row)));
    }
    return draws;
  }

  #read(outputs: Readonly<Record<string, Tensor>>, row: number): Draw {
    const logProbabilities = rowOf(outputs, 'logProbabilities', row);
    const probabilities = rowOf(outputs, 'probabilities', row);
    return {
      tokens: rowOf(outputs, 'tokens', row),
      logProbability: logProbabilities.reduce((sum, value) => sum + value, 0),
      entropies: rowOf(outputs, 'entropies', row),
      probabilities: choiceColumns(this.shape.decisions).map(({ start, end }) =>
        probabilities.slice(start, end),
      ),
    };
  }
}

/** A row of the matrix that a run returned under `name`. */
function rowOf(outputs: Readonly<Record<string, Tensor>>, name: string, row: number): number[] {
  const tensor = outputs[name];
  const width = tensor?.shape[1] ?? 0;
  return Array.from(tensor?.data.subarray(row * width, (row + 1) * width) ?? [], Number);
}

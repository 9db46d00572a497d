import { type Executable, floatTensor, type Runtime, type Tensor } from '../../../tensor/index.js';
import type { Random } from '../../random.js';
import type { ControllerShape } from './parameters.js';
import type { LogitOptions } from './policy.js';
import { buildSamplingGraph } from './sampling-graph.js';
import { type Sequence, sequenceOf } from './sequence.js';

/** One pass through the policy. */
export interface Draw {
  readonly tokens: readonly number[];
  /** Of the token of each decision. */
  readonly logProbabilities: readonly number[];
  /** Of each decision, in nats. */
  readonly entropies: readonly number[];
  /** The distribution of each decision, given the tokens before it. */
  readonly probabilities: readonly (readonly number[])[];
}

/** A decision that is made for the policy. */
export interface HeldToken {
  readonly position: number;
  readonly token: number;
}

/** Noise so far above any logit that the choice which has it is the one that is made. */
const FORCE = 1e30;

/** Walks through the policy: at random, greedily, or along given tokens. What differs is the noise alone. */
export class PolicySampler {
  private constructor(
    private readonly sequence: Sequence,
    private readonly batch: number,
    private readonly executable: Executable,
  ) {}

  static async compile(
    runtime: Runtime,
    shape: ControllerShape,
    options: LogitOptions & { readonly batchSize: number },
  ): Promise<PolicySampler> {
    const graph = buildSamplingGraph(shape, options.batchSize, options);
    const sequence = sequenceOf(shape.decisions, shape.anchors);
    return new PolicySampler(sequence, options.batchSize, await runtime.compile(graph, { threads: 1 }));
  }

  setParameters(parameters: Readonly<Record<string, Tensor>>): void {
    this.executable.setVariables(parameters);
  }

  /**
   * Samples of the policy. Each takes as many random numbers, so that asking in several calls changes nothing.
   * @param held of each draw, decisions that are made for it
   */
  async sample(
    count: number,
    random: Random,
    held: (draw: number) => readonly HeldToken[] = () => [],
  ): Promise<Draw[]> {
    const rows = Array.from({ length: count }, (_, draw) => {
      const noise = this.#noise(() => random.gumbel());
      for (const { position, token } of held(draw)) this.#force(noise, position, token);
      return noise;
    });
    return this.#walk(rows);
  }

  /** The path of the most likely choice at each decision. */
  async likeliest(held: readonly HeldToken[] = []): Promise<Draw> {
    const noise = this.#noise(() => 0);
    for (const { position, token } of held) this.#force(noise, position, token);
    const [draw] = await this.#walk([noise]);
    if (!draw) throw new Error('a row of noise gave no draw');
    return draw;
  }

  /** The paths of given tokens. */
  async follow(sequences: readonly (readonly number[])[]): Promise<Draw[]> {
    return this.#walk(
      sequences.map((tokens) => {
        const noise = this.#noise(() => 0);
        tokens.forEach((token, position) => {
          this.#force(noise, position, token);
        });
        return noise;
      }),
    );
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }

  /** Drawn for the choices of decisions, in their order; other columns decide nothing. */
  #noise(draw: () => number): Float32Array {
    const noise = new Float32Array(this.sequence.choiceWidth);
    for (const { start, end } of this.sequence.columns) {
      for (let column = start; column < end; column += 1) noise[column] = draw();
    }
    return noise;
  }

  #force(noise: Float32Array, position: number, token: number): void {
    const column = this.sequence.columns[position];
    if (column) noise[column.start + token] = FORCE;
  }

  /** Runs the graph as often as the rows need; rows of the last run that hold none are left out of the result. */
  async #walk(noises: readonly Float32Array[]): Promise<Draw[]> {
    const { choiceWidth } = this.sequence;
    const draws: Draw[] = [];
    for (let first = 0; first < noises.length; first += this.batch) {
      const rows = noises.slice(first, first + this.batch);
      const noise = new Float32Array(this.batch * choiceWidth);
      rows.forEach((row, index) => {
        noise.set(row, index * choiceWidth);
      });
      const outputs = await this.executable.run({ noise: floatTensor([this.batch, choiceWidth], noise) });
      draws.push(...rows.map((_, row) => this.#read(outputs, row)));
    }
    return draws;
  }

  #read(outputs: Readonly<Record<string, Tensor>>, row: number): Draw {
    const { columns, tokenWidth, choiceWidth } = this.sequence;
    const drawn = rowOf(outputs, 'tokens', row, tokenWidth);
    const choices = rowOf(outputs, 'policies', row, choiceWidth);
    const tokens = columns.map(({ token }) => Number(drawn[token]));
    const policies = columns.map(({ start, end }) => {
      const policy: number[] = [];
      for (let choice = start; choice < end; choice += 1) policy.push(Number(choices[choice]));
      return policy;
    });
    return {
      tokens,
      logProbabilities: policies.map((policy, position) => policy[tokens[position] ?? 0] ?? 0),
      entropies: policies.map(entropyOf),
      probabilities: policies.map((policy) => policy.map(Math.exp)),
    };
  }
}

/** In nats, of log-probabilities. */
const entropyOf = (policy: readonly number[]): number =>
  -policy.reduce((sum, logProbability) => sum + Math.exp(logProbability) * logProbability, 0);

/** A row of the matrix that a run returned under `name`. */
function rowOf(outputs: Readonly<Record<string, Tensor>>, name: string, row: number, width: number) {
  return outputs[name]?.data.subarray(row * width, (row + 1) * width) ?? [];
}

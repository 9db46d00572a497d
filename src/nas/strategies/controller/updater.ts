import { type Executable, floatTensor, intTensor, type Runtime, type Tensor } from '../../../tensor/index.js';
import type { ControllerOptions } from './options.js';
import { type ControllerShape, parameterShapes } from './parameters.js';
import { type Sequence, sequenceOf } from './sequence.js';
import { buildUpdateGraph } from './update-graph.js';

/** An architecture and by how much it was better than expected. */
export interface Experience {
  readonly tokens: readonly number[];
  /** Whether each decision made it. */
  readonly counted: readonly boolean[];
  readonly advantage: number;
  /** Importance: 1 where the present policy drew it. */
  readonly weight: number;
}

/** Holds the parameters and Adam's moments, and moves them. */
export class PolicyUpdater {
  private constructor(
    private readonly shape: ControllerShape,
    private readonly sequence: Sequence,
    private readonly batch: number,
    private readonly isClipped: boolean,
    private readonly executable: Executable,
  ) {}

  static async compile(
    runtime: Runtime,
    shape: ControllerShape,
    options: ControllerOptions,
  ): Promise<PolicyUpdater> {
    const { graph } = buildUpdateGraph(shape, options);
    const sequence = sequenceOf(shape.decisions, shape.anchors);
    const isClipped = options.clipRange !== undefined;
    const executable = await runtime.compile(graph, { threads: 1 });
    return new PolicyUpdater(shape, sequence, options.batchSize, isClipped, executable);
  }

  /**
   * One step on 1 to `batchSize` architectures.
   * @param reference log-probability of each when the update began, which a clipped step is measured from
   * @returns the gradient's norm, before clipping
   */
  async update(batch: readonly Experience[], reference: readonly number[] = []): Promise<number> {
    const { tokenWidth: width, columns } = this.sequence;
    const tokens = new BigInt64Array(this.batch * width);
    const counted = new Float32Array(this.batch * width);
    const advantages = new Float32Array(this.batch);
    const weights = new Float32Array(this.batch);
    batch.forEach((experience, row) => {
      columns.forEach(({ token }, position) => {
        tokens[row * width + token] = BigInt(experience.tokens[position] ?? 0);
        counted[row * width + token] = experience.counted[position] === true ? 1 : 0;
      });
      advantages[row] = experience.advantage;
      weights[row] = experience.weight / batch.length;
    });
    const references = floatTensor([this.batch, 1]);
    references.data.set(reference);
    const { gradientNorm } = await this.executable.run({
      ...(this.isClipped && { reference: references }),
      tokens: intTensor([this.batch, width], tokens),
      counted: floatTensor([this.batch, width], counted),
      advantages: floatTensor([this.batch, 1], advantages),
      weights: floatTensor([this.batch, 1], weights),
    });
    return Number(gradientNorm?.data[0]);
  }

  /** Parameters and optimizer state. */
  variables(): Record<string, Tensor> {
    return this.executable.variables();
  }

  setVariables(values: Readonly<Record<string, Tensor>>): void {
    this.executable.setVariables(values);
  }

  /** What the sampler needs. */
  parameters(): Record<string, Tensor> {
    const names = parameterShapes(this.shape);
    return Object.fromEntries(Object.entries(this.variables()).filter(([name]) => names.has(name)));
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }
}

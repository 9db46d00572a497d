import type { LayerGraph } from '../../nas/network/index.js';
import type { Executable, Runtime, Tensor } from '../../tensor/index.js';
import { evaluationGraph } from '../network/evaluation-graph.js';
import { type Parameter, parametersOf } from '../network/parameters.js';
import { trainingGraph } from '../network/training-graph.js';
import type { Recipe } from '../recipe.js';

/** The compiled graphs of one network: they have the same variables, besides the optimizer's. */
export class Programs {
  private constructor(
    /** Trains on one batch. */
    readonly step: Executable,
    /** Gives the logits of one batch, by the running statistics. */
    readonly evaluation: Executable,
    private readonly parameters: readonly Parameter[],
  ) {}

  static async compile(
    network: LayerGraph,
    recipe: Recipe,
    evaluationBatch: number,
    runtime: Runtime,
    threads: number,
  ): Promise<Programs> {
    const step = await runtime.compile(trainingGraph(network, recipe), { threads });
    try {
      const evaluation = await runtime.compile(evaluationGraph(network, recipe, evaluationBatch), {
        threads,
      });
      return new Programs(step, evaluation, parametersOf(network));
    } catch (error) {
      await step.dispose();
      throw error;
    }
  }

  /** The network's variables as they stand after the last step. */
  trained(): Record<string, Tensor> {
    const variables = Object.entries(this.step.variables());
    const names = new Set(this.parameters.map(({ name }) => name));
    return Object.fromEntries(variables.filter(([name]) => names.has(name)));
  }

  async dispose(): Promise<void> {
    await this.step.dispose();
    await this.evaluation.dispose();
  }
}

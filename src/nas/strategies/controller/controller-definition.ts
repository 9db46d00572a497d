import type { z } from 'zod';
import { Random } from '../../random.js';
import type { SearchSpace } from '../../space/index.js';
import { decodeSnapshot } from '../snapshot.js';
import type { StrategyContext, StrategyDefinition } from '../strategy.js';
import { StrategyError } from '../strategy-error.js';
import { tensorOf } from '../tensor-state.js';
import { UniqueArchitectures } from '../unique-architectures.js';
import { emptyBaseline } from './baseline.js';
import { ControllerStrategy } from './controller.strategy.js';
import { scheduleProblem } from './depth-schedule.js';
import type { ControllerOptions } from './options.js';
import { type ControllerShape, initialParameters } from './parameters.js';
import { PolicySampler } from './sampler.js';
import type { SequenceNetwork } from './sequence-network.js';
import { type ControllerState, controllerStateSchema } from './state.js';
import { PolicyUpdater } from './updater.js';

/** Streams of the seed. */
const SAMPLES = 0n;
const PARAMETERS = 1n;

/** A strategy on a controller: the network carries it from step to step, the options decide how it learns. */
export function controllerDefinition<Options extends ControllerOptions>(
  name: string,
  description: string,
  optionsSchema: z.ZodType<Options>,
  networkOf: (options: Options) => SequenceNetwork,
): StrategyDefinition<Options> {
  return {
    name,
    description,
    optionsSchema,
    batchSize: ({ batchSize }) => batchSize,
    problemIn: ({ decisions }, { depthSchedule }) => {
      const problem = scheduleProblem(depthSchedule, decisions);
      return problem === null ? null : { option: 'depthSchedule', problem };
    },

    async create(context, options, seed) {
      const shape = controllerShape(context.space, options, networkOf(options));
      const variables = initialParameters(shape, options.initialRange, new Random(seed, PARAMETERS));
      return assemble(name, context, shape, options, (updater) => updater.setVariables(variables), {
        policyVersion: 0,
        random: new Random(seed, SAMPLES).snapshot(),
        unique: new UniqueArchitectures().snapshot(),
        policySince: 0,
        drawn: 0,
        waiting: [],
        baseline: emptyBaseline,
      });
    },

    async restore(context, options, snapshot) {
      const owner = { strategy: name, space: context.space.hashOfSpace };
      const { variables, ...state } = decodeSnapshot(owner, controllerStateSchema, snapshot);
      const shape = controllerShape(context.space, options, networkOf(options));
      return assemble(
        name,
        context,
        shape,
        options,
        (updater) => restoreVariables(updater, variables),
        state,
      );
    },
  };
}

export const controllerShape = (
  { decisions, anchors }: Pick<SearchSpace, 'decisions' | 'anchors'>,
  { startInput }: Pick<ControllerOptions, 'startInput'>,
  network: SequenceNetwork,
): ControllerShape => ({ network, decisions, anchors, startInput });

/** @param fill sets the updater's variables, from which the sampler's follow */
async function assemble(
  name: string,
  { space, runtime }: StrategyContext,
  shape: ControllerShape,
  options: ControllerOptions,
  fill: (updater: PolicyUpdater) => void,
  state: Omit<ControllerState, 'variables'>,
): Promise<ControllerStrategy> {
  const sampler = await PolicySampler.compile(runtime, shape, options);
  const updater = await PolicyUpdater.compile(runtime, shape, options);
  try {
    fill(updater);
    sampler.setParameters(updater.parameters());
  } catch (cause) {
    await Promise.all([sampler.dispose(), updater.dispose()]);
    throw cause;
  }
  return new ControllerStrategy(name, space, options, sampler, updater, state);
}

/** Sets every variable, parameters and moments: those of a controller with other options do not fit. */
function restoreVariables(updater: PolicyUpdater, states: ControllerState['variables']): void {
  const expected = updater.variables();
  const fits =
    Object.keys(states).length === Object.keys(expected).length &&
    Object.entries(expected).every(([name, { shape }]) => String(states[name]?.shape) === String(shape));
  if (!fits) {
    throw new StrategyError(
      'FOREIGN_SNAPSHOT',
      'the snapshot is of a controller with other options: those that fix its size must be as they were',
    );
  }
  updater.setVariables(
    Object.fromEntries(Object.entries(states).map(([name, state]) => [name, tensorOf(state)])),
  );
}

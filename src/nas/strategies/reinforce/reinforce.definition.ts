import type { z } from 'zod';
import { Random } from '../../random.js';
import { decodeSnapshot } from '../snapshot.js';
import type { StrategyContext, StrategyDefinition } from '../strategy.js';
import { StrategyError } from '../strategy-error.js';
import { tensorOf } from '../tensor-state.js';
import { UniqueArchitectures } from '../unique-architectures.js';
import { emptyBaseline } from './baseline.js';
import { type ControllerOptions, reinforceOptionsSchema } from './options.js';
import { initialParameters } from './parameters.js';
import { ReinforceStrategy } from './reinforce.strategy.js';
import { PolicySampler } from './sampler.js';
import { type ReinforceState, reinforceStateSchema } from './state.js';
import { PolicyUpdater } from './updater.js';

/** Streams of the seed. */
const SAMPLES = 0n;
const PARAMETERS = 1n;

/** A strategy on the controller; its options decide how it learns. */
export function controllerDefinition<Options extends ControllerOptions>(
  name: string,
  description: string,
  optionsSchema: z.ZodType<Options>,
): StrategyDefinition<Options> {
  return {
    name,
    description,
    optionsSchema,
    batchSize: ({ batchSize }) => batchSize,

    async create(context, options, seed) {
      const shape = { ...options, decisions: context.space.decisions };
      const variables = initialParameters(shape, options.initialRange, new Random(seed, PARAMETERS));
      return assemble(name, context, options, (updater) => updater.setVariables(variables), {
        policyVersion: 0,
        random: new Random(seed, SAMPLES).snapshot(),
        unique: new UniqueArchitectures().snapshot(),
        policySince: 0,
        waiting: [],
        baseline: emptyBaseline,
      });
    },

    async restore(context, options, snapshot) {
      const owner = { strategy: name, space: context.space.hashOfSpace };
      const { variables, ...state } = decodeSnapshot(owner, reinforceStateSchema, snapshot);
      return assemble(name, context, options, (updater) => restoreVariables(updater, variables), state);
    },
  };
}

/** The controller that the paper introduced: it learns one architecture after the other, token by token. */
export const reinforceDefinition = controllerDefinition(
  'reinforce',
  'Recurrent controller trained by policy gradient (Zoph & Le, 2017)',
  reinforceOptionsSchema,
);

/** @param fill sets the updater's variables, from which the sampler's follow */
async function assemble(
  name: string,
  { space, runtime }: StrategyContext,
  options: ControllerOptions,
  fill: (updater: PolicyUpdater) => void,
  state: Omit<ReinforceState, 'variables'>,
): Promise<ReinforceStrategy> {
  const shape = { units: options.units, lstmLayers: options.lstmLayers, decisions: space.decisions };
  const sampler = await PolicySampler.compile(runtime, shape, options.batchSize, options.temperature);
  const updater = await PolicyUpdater.compile(runtime, shape, options);
  try {
    fill(updater);
    sampler.setParameters(updater.parameters());
  } catch (cause) {
    await Promise.all([sampler.dispose(), updater.dispose()]);
    throw cause;
  }
  return new ReinforceStrategy(name, space, options, sampler, updater, state);
}

/** Sets every variable, parameters and moments: those of a controller with other options do not fit. */
function restoreVariables(updater: PolicyUpdater, states: ReinforceState['variables']): void {
  const expected = updater.variables();
  const fits =
    Object.keys(states).length === Object.keys(expected).length &&
    Object.entries(expected).every(([name, { shape }]) => String(states[name]?.shape) === String(shape));
  if (!fits) {
    throw new StrategyError(
      'FOREIGN_SNAPSHOT',
      'the snapshot is of a controller with other options: units and lstmLayers must be as they were',
    );
  }
  updater.setVariables(
    Object.fromEntries(Object.entries(states).map(([name, state]) => [name, tensorOf(state)])),
  );
}

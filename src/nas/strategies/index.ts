import { bayesianDefinition } from './bayesian/bayesian.strategy.js';
import { evolutionDefinition } from './evolution/evolution.strategy.js';
import { gridDefinition } from './grid/grid.strategy.js';
import { localSearchDefinition } from './local-search/local-search.strategy.js';
import { logitsDefinition } from './logits/logits.strategy.js';
import { ppoDefinition } from './ppo/ppo.definition.js';
import { randomDefinition } from './random/random.strategy.js';
import { reinforceDefinition } from './reinforce/reinforce.definition.js';
import { reinforceTransformerDefinition } from './reinforce-transformer/reinforce-transformer.definition.js';
import type { StrategyDefinition } from './strategy.js';
import { StrategyError } from './strategy-error.js';

export type {
  Observation,
  Outcome,
  Proposal,
  Strategy,
  StrategyContext,
  StrategyDefinition,
  UpdateTelemetry,
} from './strategy.js';
export { StrategyError, type StrategyErrorCode } from './strategy-error.js';

/** Takes options of any type by reading them with the strategy's own schema (whose defaults fill what is absent). */
function withAnyOptions<Options>(definition: StrategyDefinition<Options>): StrategyDefinition<unknown> {
  const read = (options: unknown): Options => {
    const parsed = definition.optionsSchema.safeParse(options);
    if (parsed.success) return parsed.data;
    const wrong = parsed.error.issues.map(({ path, message }) => [...path.map(String), message].join(': '));
    const message = `this version of the program has other options of ${definition.name}: ${wrong.join('; ')}`;
    throw new StrategyError('INVALID_OPTIONS', message);
  };
  return {
    name: definition.name,
    description: definition.description,
    optionsSchema: definition.optionsSchema,
    batchSize: (options) => definition.batchSize(read(options)),
    problemIn: (space, options) => definition.problemIn?.(space, read(options)) ?? null,
    create: (context, options, seed) => definition.create(context, read(options), seed),
    restore: (context, options, snapshot) => definition.restore(context, read(options), snapshot),
  };
}

/** Every strategy, by name. */
export const strategies: Readonly<Record<string, StrategyDefinition<unknown>>> = {
  reinforce: withAnyOptions(reinforceDefinition),
  'reinforce-transformer': withAnyOptions(reinforceTransformerDefinition),
  ppo: withAnyOptions(ppoDefinition),
  logits: withAnyOptions(logitsDefinition),
  evolution: withAnyOptions(evolutionDefinition),
  bayesian: withAnyOptions(bayesianDefinition),
  'local-search': withAnyOptions(localSearchDefinition),
  grid: withAnyOptions(gridDefinition),
  random: withAnyOptions(randomDefinition),
};

/** What a search runs that names no strategy: the one that finds most within some hundred trainings (ADR 18). */
export const recommendedStrategy = bayesianDefinition.name;

/** The strategy called `name`, if there is one; names that every object knows, such as `constructor`, are none. */
export function findStrategy(name: string): StrategyDefinition<unknown> | undefined {
  return Object.hasOwn(strategies, name) ? strategies[name] : undefined;
}

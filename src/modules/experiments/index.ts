export { ExperimentEntity } from './experiment.entity.js';
export { ExperimentModel, toExperimentModel } from './experiment.model.js';
export {
  type ExperimentDefinition,
  evaluators,
  experimentDefinitionSchema,
  type InputShape,
  isTabular,
  type TabularDefinition,
  type TrainedDefinition,
} from './experiment-definition.js';
export { experimentJsonSchema, type JsonSchemaObject } from './experiment-json-schema.js';
export { ExperimentsApiModule, ExperimentsModule, experimentResolvers } from './experiments.module.js';
export { type CheckedExperiment, ExperimentsService } from './experiments.service.js';
export { defaultRetryRules, pauseBeforeRetry, type RetryRule, retryRuleOf } from './retry-rules.js';

export { type Constraints, constraintsSchema, violationsOf } from './constraints.js';
export { type FailureKind, failureKindNames } from './failure-kinds.js';
export { type LatencySource, latencyModelSchema } from './latency.js';
export { type Objective, objectiveSchema } from './objective.js';
export { dominates, ParetoFront, type Placed, paretoFrontOf } from './pareto-front.js';
export {
  type Quantities,
  type QuantityName,
  quantitiesOf,
  quantityNames,
  UNKNOWN_QUANTITIES,
} from './quantities.js';
export {
  bestOf,
  failureRewardOf,
  isMinimised,
  RewardError,
  type RewardErrorCode,
  rewardOf,
  scoreOf,
} from './reward.js';
export { type TradeOff, tradeOffSchema } from './trade-offs.js';

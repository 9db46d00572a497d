export {
  createScheduler,
  type SchedulerDefinition,
  schedulerDefinitionSchema,
  schedulerSchemas,
} from './definition.js';
export { judge, type TrialCurve } from './judge.js';
export type { Decision, Measured, Peer, Scheduler } from './scheduler.js';

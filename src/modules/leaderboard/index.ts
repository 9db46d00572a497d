export { EstimateModel } from './leaderboard.model.js';
export { LeaderboardApiModule, LeaderboardModule, leaderboardResolvers } from './leaderboard.module.js';
export {
  type FrontInput,
  type LeaderboardInput,
  type LeaderboardPage,
  LeaderboardService,
  type RankedStanding,
} from './leaderboard.service.js';
export { type MetricName, metricNames } from './metrics.js';
export type { StandingView } from './standing-view.js';

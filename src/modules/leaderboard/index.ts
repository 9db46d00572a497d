export { LeaderboardApiModule, leaderboardResolvers } from './leaderboard.module.js';

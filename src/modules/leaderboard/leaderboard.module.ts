import { Module } from '@nestjs/common';
import { TrialsModule } from '../trials/index.js';
import { LeaderboardReadModel } from './leaderboard.read-model.js';
import { LeaderboardResolver } from './leaderboard.resolver.js';
import { LeaderboardService } from './leaderboard.service.js';
import { ParetoFrontReadModel } from './pareto-front.read-model.js';

/** The part of the API's schema that is this feature's. */
export const leaderboardResolvers = [LeaderboardResolver];

@Module({
  providers: [LeaderboardReadModel, ParetoFrontReadModel, LeaderboardService],
  exports: [LeaderboardService],
})
export class LeaderboardModule {}

@Module({ imports: [LeaderboardModule, TrialsModule], providers: [...leaderboardResolvers] })
export class LeaderboardApiModule {}

import { Module } from '@nestjs/common';
import { TrialsModule } from '../trials/index.js';
import { LeaderboardResolver } from './leaderboard.resolver.js';

/** The part of the API's schema that is this feature's. */
export const leaderboardResolvers = [LeaderboardResolver];

@Module({ imports: [TrialsModule], providers: [...leaderboardResolvers] })
export class LeaderboardApiModule {}

import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { ArchitecturesApiModule } from '../modules/architectures/index.js';
import { ArtifactsApiModule } from '../modules/artifacts/index.js';
import { EventsApiModule } from '../modules/events/index.js';
import { ExperimentsApiModule } from '../modules/experiments/index.js';
import { LeaderboardApiModule } from '../modules/leaderboard/index.js';
import { SessionsApiModule } from '../modules/sessions/index.js';
import { TrialsApiModule } from '../modules/trials/index.js';
import { DateTimeScalar } from '../platform/graphql/index.js';
import { graphqlOptions } from './graphql-options.js';
import { HealthController } from './health.controller.js';
import type { Resources } from './resources.js';

/** What answers clients. */
@Module({})
export class ApiModule {
  static with(resources: Resources): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        GraphQLModule.forRoot(graphqlOptions(resources)),
        ArchitecturesApiModule,
        ArtifactsApiModule,
        EventsApiModule,
        ExperimentsApiModule,
        LeaderboardApiModule,
        SessionsApiModule,
        TrialsApiModule,
      ],
      providers: [DateTimeScalar],
      controllers: [HealthController],
    };
  }
}

import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { ArchitecturesApiModule } from '../modules/architectures/index.js';
import { ArtifactsApiModule } from '../modules/artifacts/index.js';
import { CatalogueApiModule } from '../modules/catalogue/index.js';
import { ComparisonsApiModule } from '../modules/comparisons/index.js';
import { DataSetsApiModule } from '../modules/data-sets/index.js';
import { EventsApiModule } from '../modules/events/index.js';
import { ExperimentsApiModule } from '../modules/experiments/index.js';
import { ForecastsApiModule } from '../modules/forecasts/index.js';
import { LeaderboardApiModule } from '../modules/leaderboard/index.js';
import { MutationsApiModule } from '../modules/mutations/index.js';
import { ProjectsApiModule, ProjectsModule } from '../modules/projects/index.js';
import { RestApi, SessionEventStream } from '../modules/rest/index.js';
import { SessionsApiModule } from '../modules/sessions/index.js';
import { TablesApiModule } from '../modules/tables/index.js';
import { TrialsApiModule } from '../modules/trials/index.js';
import { WorkersApiModule } from '../modules/workers/index.js';
import { AccessGuard } from '../platform/access/index.js';
import { DateTimeScalar } from '../platform/graphql/index.js';
import { graphqlOptions } from './graphql-options.js';
import { HealthController } from './health.controller.js';
import type { Resources } from './resources.js';
import { SubscriptionSockets } from './subscription-sockets.service.js';
import { SubscriptionStreams } from './subscription-streams.service.js';

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
        CatalogueApiModule,
        ComparisonsApiModule,
        DataSetsApiModule,
        EventsApiModule,
        ExperimentsApiModule,
        ForecastsApiModule,
        LeaderboardApiModule,
        MutationsApiModule,
        ProjectsModule,
        ProjectsApiModule,
        SessionsApiModule,
        TablesApiModule,
        TrialsApiModule,
        WorkersApiModule,
      ],
      providers: [
        DateTimeScalar,
        RestApi,
        SessionEventStream,
        SubscriptionSockets,
        SubscriptionStreams,
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
      controllers: [HealthController],
    };
  }
}

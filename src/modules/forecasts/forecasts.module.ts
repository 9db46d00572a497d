import { Module } from '@nestjs/common';
import { ExperimentsModule } from '../experiments/index.js';
import { SessionsApiModule } from '../sessions/index.js';
import { WorkersModule } from '../workers/index.js';
import { ForecastsReadModel } from './forecasts.read-model.js';
import { ForecastsResolver } from './forecasts.resolver.js';
import { ForecastsService } from './forecasts.service.js';

/** The part of the API's schema that is this feature's. */
export const forecastResolvers = [ForecastsResolver];

@Module({
  imports: [ExperimentsModule, SessionsApiModule, WorkersModule],
  providers: [ForecastsReadModel, ForecastsService, ...forecastResolvers],
})
export class ForecastsApiModule {}

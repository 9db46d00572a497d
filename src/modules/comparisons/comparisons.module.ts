import { Module } from '@nestjs/common';
import { ExperimentsModule } from '../experiments/index.js';
import { SessionsApiModule } from '../sessions/index.js';
import { ComparisonReadModel } from './comparison.read-model.js';
import { ComparisonResolver } from './comparison.resolver.js';
import { ComparisonService } from './comparison.service.js';

/** The part of the API's schema that is this feature's. */
export const comparisonResolvers = [ComparisonResolver];

@Module({
  imports: [ExperimentsModule, SessionsApiModule],
  providers: [ComparisonReadModel, ComparisonService, ...comparisonResolvers],
})
export class ComparisonsApiModule {}

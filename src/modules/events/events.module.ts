import { Module } from '@nestjs/common';
import { ProjectsModule } from '../projects/index.js';
import { EventFeed } from './event-feed.service.js';
import { EventsResolver } from './events.resolver.js';
import { EventLog } from './typeorm-event-log.js';

/** The part of the API's schema that is this feature's. */
export const eventResolvers = [EventsResolver];

/** The log of events, which every process writes. */
@Module({ providers: [EventLog], exports: [EventLog] })
export class EventsModule {}

/** The feed of events, for the processes that serve clients. */
@Module({
  imports: [EventsModule, ProjectsModule],
  providers: [EventFeed, ...eventResolvers],
  exports: [EventFeed],
})
export class EventsApiModule {}

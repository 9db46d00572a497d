import { Args, ID, Int, Query, Resolver, Subscription } from '@nestjs/graphql';
import { z } from 'zod';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
import { DomainError, parseId } from '../../platform/errors/index.js';
import { decodeCursor, PageArgs, pageSize, toConnection } from '../../platform/graphql/index.js';
import { Authentication } from '../projects/index.js';
import { EventFeed } from './event-feed.service.js';
import type { SessionEvent } from './session-event.js';
import {
  EpochReportedModel,
  PolicyUpdatedModel,
  SessionEventConnection,
  SessionEventModel,
  SessionStateChangedModel,
  TrialStateChangedModel,
} from './session-event.model.js';
import { EventLog } from './typeorm-event-log.js';

export const eventModels = [
  EpochReportedModel,
  PolicyUpdatedModel,
  SessionStateChangedModel,
  TrialStateChangedModel,
];

const cursorSchema = z.tuple([z.int32()]);

@Resolver()
export class EventsResolver {
  constructor(
    private readonly feed: EventFeed,
    private readonly log: EventLog,
    private readonly authentication: Authentication,
  ) {}

  @Needs('read')
  @Query(() => SessionEventConnection, {
    name: 'searchSessionEvents',
    description:
      'What has happened in a session, in order; the subscription of the same name goes on from there',
  })
  async past(
    @Args('sessionId', { type: () => ID, description: 'The session' }) sessionId: string,
    @Args() page: PageArgs,
    @Caller() { projectId }: Principal,
  ) {
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after)[0] : 0;
    const events = await this.log.after(projectId, parseId(sessionId, 'sessionId'), after, size + 1);
    return toConnection(
      events,
      size,
      ({ sequence }) => [sequence],
      (event) => event,
    );
  }

  @Needs('read')
  @Subscription(() => SessionEventModel, {
    description:
      'What happens in a session, from the event after `afterSequence` on: first what has happened, then what happens. ' +
      'To go on after a cut, pass the last sequence that you saw.',
    resolve: (event: SessionEvent) => event,
  })
  async searchSessionEvents(
    @Args('sessionId', { type: () => ID, description: 'The session' }) sessionId: string,
    @Args('afterSequence', { type: () => Int, defaultValue: 0, description: '0 starts at the beginning' })
    afterSequence: number,
    @Caller() caller: Principal,
  ): Promise<AsyncGenerator<SessionEvent>> {
    const { projectId } = caller;
    const id = parseId(sessionId, 'sessionId');
    if (!(await this.log.exists(projectId, id)))
      throw new DomainError('NOT_FOUND', `There is no search session ${id}`);
    return this.feed.follow(projectId, id, Math.max(0, afterSequence), () =>
      this.authentication.assertValid(caller),
    );
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { Request, Response } from 'express';
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  parse,
  subscribe,
} from 'graphql';
import type { WithPrincipal } from '../../platform/access/index.js';
import { DomainError } from '../../platform/errors/index.js';
import { OperationContext } from '../../platform/graphql/index.js';
import { EventStream, OpenStreams, problemOf } from '../../platform/http/index.js';
import { LOGGER, type Logger } from '../../platform/logging/index.js';
import { isTerminalSession, SessionEndings, type SessionState } from '../sessions/index.js';
import { causeOf } from './cause-of.js';
import { selectionOfKinds } from './resource-views.js';

interface Event {
  readonly sequence: number;
  readonly state?: SessionState;
}

/** The events of a session as Server-Sent Events, which browsers and pipelines read without GraphQL. */
@Injectable()
export class SessionEventStream {
  private document: DocumentNode | undefined;

  constructor(
    private readonly host: GraphQLSchemaHost,
    private readonly endings: SessionEndings,
    private readonly streams: OpenStreams,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Answers with what happened after the event that Last-Event-ID names and what happens, until the session has ended; with 204, upon
   * which browsers do not come again, where it has and nothing is left to tell.
   */
  async answer(request: Request & WithPrincipal, response: Response): Promise<void> {
    const { principal } = request;
    if (!principal) throw new Error('a stream was asked for before its key was looked at');
    const id = String(request.params.id);
    const after = placeOf(request);
    this.streams.take(principal, request, response);
    this.document ??= eventsDocument(this.host.schema);
    const results = await subscribe({
      schema: this.host.schema,
      document: this.document,
      contextValue: new OperationContext(principal),
      variableValues: { id, after },
    });
    if (!(Symbol.asyncIterator in results)) throw causeOf(results.errors?.[0]);
    const events = results as AsyncGenerator<ExecutionResult<{ answer: Event }>, void, void>;
    if (await this.endings.isToldWhole(principal.projectId, id, after)) {
      await events.return();
      response.status(204).end();
      return;
    }
    await this.send(events, response);
  }

  private async send(
    events: AsyncGenerator<ExecutionResult<{ answer: Event }>, void, void>,
    response: Response,
  ): Promise<void> {
    const stream = new EventStream(response, () => void events.return());
    try {
      for await (const { data, errors } of events) {
        if (!data) throw causeOf(errors?.[0]);
        const { answer } = data;
        await stream.send({ id: String(answer.sequence), data: JSON.stringify(answer) });
        if (answer.state !== undefined && isTerminalSession(answer.state)) break;
      }
    } catch (error) {
      const problem = problemOf(error, this.logger);
      await stream.send({ event: 'problem', data: JSON.stringify(problem) });
    }
    stream.end();
  }
}

/** Where the client has got to: browsers say it in a header when they come again, others may in the query. */
function placeOf(request: Request): number {
  const name = request.get('last-event-id') === undefined ? 'after' : 'Last-Event-ID';
  const text = request.get('last-event-id') ?? request.query.after ?? '0';
  if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text);
  const message = 'must be the sequence of an event, or 0';
  throw new DomainError('INVALID_INPUT', `${name}: ${message}`, [{ field: name, message }]);
}

/** Every field of every kind of event. */
function eventsDocument(schema: GraphQLSchema): DocumentNode {
  const event = getNamedType(schema.getSubscriptionType()?.getFields().searchSessionEvents?.type);
  if (!isAbstractType(event)) throw new Error('an event is of several kinds');
  return parse(`subscription ($id: ID!, $after: Int!) {
    answer: searchSessionEvents(sessionId: $id, afterSequence: $after) ${selectionOfKinds(event, schema)} }`);
}

import { Inject, Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NextFunction, Request, Response } from 'express';
import { type ExecutionResult, execute, GraphQLError, OperationTypeNode, subscribe } from 'graphql';
import { z } from 'zod';
import type { Principal, WithPrincipal } from '../platform/access/index.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { DomainError, parseInput } from '../platform/errors/index.js';
import {
  type CheckedOperation,
  checkOperation,
  errorFormatter,
  OperationContext,
} from '../platform/graphql/index.js';
import { answerError, EventStream, OpenStreams, type ServerSentEvent } from '../platform/http/index.js';
import { LOGGER, type Logger } from '../platform/logging/index.js';
import { operationLimits } from './graphql-options.js';

export const STREAM_PATH = '/graphql/stream';

const EVENT_STREAM = 'text/event-stream';

const operationSchema = z.object({
  query: z.string({ error: 'must be the text of an operation' }),
  operationName: z.string({ error: 'must be the name of an operation' }).nullish(),
  variables: z.record(z.string(), z.unknown(), { error: 'must be an object' }).nullish(),
});

type Operation = z.infer<typeof operationSchema>;

/**
 * GraphQL over Server-Sent Events, in the "distinct connections mode" of the GraphQL over SSE protocol: a connection for each
 * operation. Not the server of graphql-sse, which reads a subscription as fast as it can, however slowly the client does.
 */
@Injectable()
export class SubscriptionStreams {
  private readonly format: ReturnType<typeof errorFormatter>;

  constructor(
    private readonly schema: GraphQLSchemaHost,
    private readonly streams: OpenStreams,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.format = errorFormatter(logger);
  }

  /** Express's form of it, for the path itself. */
  readonly handle = async (
    request: Request & WithPrincipal,
    response: Response,
    next: NextFunction,
  ): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'POST') return next();
    try {
      await this.answer(request, response);
    } catch (error) {
      answerError(error, request, response, this.logger);
    }
  };

  private async answer(request: Request & WithPrincipal, response: Response): Promise<void> {
    const { principal } = request;
    if (!principal) throw new Error('a stream was asked for before its key was looked at');
    if (!request.accepts(EVENT_STREAM))
      throw new DomainError('INVALID_INPUT', `the answer is a stream: send "Accept: ${EVENT_STREAM}"`);
    const given = operationOf(request);
    const checked = checkOperation(this.schema.schema, given, operationLimits(this.configuration));
    if (
      'document' in checked &&
      checked.operation.operation === OperationTypeNode.MUTATION &&
      request.method === 'GET'
    )
      throw new DomainError('INVALID_INPUT', 'a mutation is sent by POST');
    this.streams.take(principal, request, response);
    const results = 'document' in checked ? this.run(checked, given, principal) : { errors: checked };
    await this.send(await results, response);
  }

  private async run(
    { document, operation }: CheckedOperation,
    { operationName, variables }: Operation,
    principal: Principal,
  ): Promise<ExecutionResult | AsyncGenerator<ExecutionResult, void, void>> {
    const args = {
      schema: this.schema.schema,
      document,
      operationName: operationName ?? null,
      variableValues: variables ?? {},
      contextValue: new OperationContext(principal),
    };
    return operation.operation === OperationTypeNode.SUBSCRIPTION ? subscribe(args) : execute(args);
  }

  private async send(
    results: ExecutionResult | AsyncGenerator<ExecutionResult, void, void>,
    response: Response,
  ): Promise<void> {
    const live = Symbol.asyncIterator in results ? results : null;
    const stream = new EventStream(response, () => void live?.return());
    try {
      for await (const result of live ?? [results as ExecutionResult]) await stream.send(this.next(result));
    } catch (error) {
      // What is thrown while a subscription is live ends it, as an error that the client may see.
      await stream.send(this.next({ errors: [asGraphQL(error)] }));
    }
    await stream.send({ event: 'complete', data: '' });
    stream.end();
  }

  private next({ data, errors }: ExecutionResult): ServerSentEvent {
    const masked = errors?.map((error) => this.format(error.toJSON(), error));
    const result = { ...(data !== undefined && { data }), ...(masked && { errors: masked }) };
    return { event: 'next', data: JSON.stringify(result) };
  }
}

const asGraphQL = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError('the subscription ended', { originalError: error instanceof Error ? error : null });

/** @throws DomainError INVALID_INPUT */
function operationOf({ method, body, query }: Request): Operation {
  if (method === 'POST') return parseInput(operationSchema, body);
  return parseInput(operationSchema, { ...query, variables: parsed(query.variables) });
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError('INVALID_INPUT', 'variables: must be JSON', [
      { field: 'variables', message: 'must be JSON' },
    ]);
  }
}

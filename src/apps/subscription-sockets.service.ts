import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { type ExecutionArgs, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CloseCode, type Context, type SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { Admission } from '../modules/projects/index.js';
import type { WithPrincipal } from '../platform/access/index.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { DomainError } from '../platform/errors/index.js';
import { checkOperation, errorFormatter, OperationContext } from '../platform/graphql/index.js';
import { addressOf, isFromThisMachine, OpenStreams, RequestLimits } from '../platform/http/index.js';
import { LOGGER, type Logger } from '../platform/logging/index.js';
import { operationLimits } from './graphql-options.js';

const PATH = '/graphql';

/** A message is a query: as much as a body over HTTP may be. */
const MESSAGE_LIMIT_BYTES = 2 ** 20;

/** Operations that may be under way on one socket. */
const MOST_OPERATIONS = 100;

type SocketExtra = Extra & WithPrincipal & { address?: string } & Record<PropertyKey, unknown>;
type SocketContext = Context<Record<string, unknown>, SocketExtra>;

/**
 * GraphQL over WebSocket (graphql-transport-ws). Not Nest's own, which limits no message and leaves requests
 * to upgrade on other paths hanging.
 */
@Injectable()
export class SubscriptionSockets implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT_BYTES });
  private stop = async (): Promise<void> => {};

  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly schema: GraphQLSchemaHost,
    private readonly admission: Admission,
    private readonly limits: RequestLimits,
    private readonly streams: OpenStreams,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const server = this.adapter.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    const disposable = useServer<Record<string, unknown>, SocketExtra>(
      {
        onConnect: (context) => this.connect(context),
        onSubscribe: (context, _id, payload) => this.subscribe(context, payload),
        ...maskErrors(this.logger),
      },
      this.sockets,
    );
    this.stop = async () => disposable.dispose();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = request.url?.split('?')[0];
    if (path !== PATH) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (opened) =>
      this.sockets.emit('connection', opened, request),
    );
  }

  /** What is refused is closed as 4403, with the code of the refusal as the reason. Browsers cannot send headers with one, so that the first message may carry the key. */
  private async connect({ connectionParams, extra }: SocketContext): Promise<boolean> {
    const { headers } = extra.request;
    // Browsers let any page open a socket to any address, and no middleware sees the upgrade.
    const { loopbackOnly, corsOrigins, trustedProxies } = this.configuration;
    if (loopbackOnly && !isFromThisMachine(headers, corsOrigins)) return false;
    const authorization = connectionParams?.authorization ?? headers.authorization;
    if (authorization !== undefined && typeof authorization !== 'string') return false;
    try {
      extra.address = addressOf(extra.request, trustedProxies);
      const principal = await this.admission.admit(authorization, extra.address);
      this.streams.take(principal, extra.request, extra.request.socket);
      extra.principal = principal;
      return true;
    } catch (error) {
      this.logger.debug('A socket was refused', { error });
      if (error instanceof DomainError) extra.socket.close(CloseCode.Forbidden, error.code);
      return false;
    }
  }

  /** An operation on a socket is counted as a request over HTTP is, and checked as one. */
  private async subscribe(
    { extra, subscriptions }: SocketContext,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const principal = principalOf(extra);
    try {
      await this.limits.count(principal, extra.address ?? '');
      if (Object.keys(subscriptions).length > MOST_OPERATIONS)
        throw new DomainError(
          'TOO_MANY_REQUESTS',
          `a socket carries ${MOST_OPERATIONS} operations at a time`,
        );
    } catch (error) {
      return refused(error);
    }
    const { schema } = this.schema;
    const checked = checkOperation(schema, payload, operationLimits(this.configuration));
    if (!('document' in checked)) return checked;
    return {
      schema,
      document: checked.document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? {},
      contextValue: new OperationContext(principal),
    };
  }
}

const refused = (error: unknown): readonly GraphQLError[] => [
  new GraphQLError('the operation was refused', { originalError: error instanceof Error ? error : null }),
];

function principalOf({ principal }: WithPrincipal) {
  if (!principal) throw new Error('a socket was served before its key was looked at');
  return principal;
}

interface SocketResult {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

/** graphql-ws sends errors as they are unless it is told otherwise. */
function maskErrors(logger: Logger) {
  const format = errorFormatter(logger);
  const mask = (errors: readonly GraphQLError[]): GraphQLFormattedError[] =>
    errors.map((error) => format(error.toJSON(), error));
  return {
    onError: (_context: unknown, _id: string, _payload: unknown, errors: readonly GraphQLError[]) =>
      mask(errors),
    onNext: (_context: unknown, _id: string, _payload: unknown, _args: unknown, result: SocketResult) =>
      result.errors ? { data: result.data ?? null, errors: mask(result.errors) } : undefined,
  };
}

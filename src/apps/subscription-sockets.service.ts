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
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Context } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { Authentication } from '../modules/projects/index.js';
import type { WithPrincipal } from '../platform/access/index.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { errorFormatter, OperationContext } from '../platform/graphql/index.js';
import { isFromThisMachine } from '../platform/http/index.js';
import { LOGGER, type Logger } from '../platform/logging/index.js';

const PATH = '/graphql';

/** A message is a query: as much as a body over HTTP may be. */
const MESSAGE_LIMIT_BYTES = 2 ** 20;

type SocketExtra = Extra & WithPrincipal & Record<PropertyKey, unknown>;
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
    private readonly authentication: Authentication,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const server = this.adapter.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    const disposable = useServer<Record<string, unknown>, SocketExtra>(
      {
        schema: this.schema.schema,
        onConnect: (context) => this.connect(context),
        context: ({ extra }) => new OperationContext(principalOf(extra)),
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

  /** False closes the socket as 4403. Browsers cannot send headers with one, so that the first message may carry the key. */
  private async connect({ connectionParams, extra }: SocketContext): Promise<boolean> {
    const { headers } = extra.request;
    // Browsers let any page open a socket to any address, and no middleware sees the upgrade.
    if (this.configuration.loopbackOnly && !isFromThisMachine(headers)) return false;
    const authorization = connectionParams?.authorization ?? headers.authorization;
    if (authorization !== undefined && typeof authorization !== 'string') return false;
    try {
      extra.principal = await this.authentication.authenticate(authorization);
      return true;
    } catch (error) {
      this.logger.debug('A socket was refused', { error });
      return false;
    }
  }
}

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

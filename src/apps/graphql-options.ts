import type { IncomingHttpHeaders } from 'node:http';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Context as SocketContext } from 'graphql-ws';
import { eventModels } from '../modules/events/index.js';
import { errorFormatter, OperationContext } from '../platform/graphql/index.js';
import { isFromThisMachine } from '../platform/http/index.js';
import type { Logger } from '../platform/logging/index.js';
import type { Resources } from './resources.js';

/** How the code-first schema is built; `archway schema` and the server share it. */
export const buildSchemaOptions = { orphanedTypes: [...eventModels] };

/** GraphQL over HTTP and, with the same errors, over graphql-ws. */
export function graphqlOptions({ configuration, logger }: Resources): ApolloDriverConfig {
  return {
    driver: ApolloDriver,
    autoSchemaFile: true,
    sortSchema: true,
    buildSchemaOptions,
    graphiql: false,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    preserveHttpStatusForExecutionErrors: false,
    formatError: errorFormatter(logger),
    context: () => new OperationContext(),
    subscriptions: {
      'graphql-ws': {
        // Browsers let any page open a socket to any address, and no middleware sees the upgrade.
        onConnect: (context: SocketContext) =>
          !configuration.loopbackOnly || isFromThisMachine(headersOf(context)),
        ...maskSocketErrors(logger),
      },
    },
  };
}

interface SocketResult {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

/** graphql-ws sends errors as they are unless it is told otherwise. */
function maskSocketErrors(logger: Logger) {
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

/** Of the request that opened the socket. */
function headersOf(context: SocketContext): IncomingHttpHeaders {
  const extra = context.extra as { request?: { headers: IncomingHttpHeaders } } | undefined;
  return extra?.request?.headers ?? {};
}

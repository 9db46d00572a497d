import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { eventModels } from '../modules/events/index.js';
import type { Principal } from '../platform/access/index.js';
import { errorFormatter, OperationContext } from '../platform/graphql/index.js';
import type { Resources } from './resources.js';

/** How the code-first schema is built; `archway schema` and the server share it. */
export const buildSchemaOptions = { orphanedTypes: [...eventModels] };

/** GraphQL over HTTP. Sockets are served by SubscriptionSockets. */
export function graphqlOptions({ logger }: Resources): ApolloDriverConfig {
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
    // The guard stands before fields too: what a mutation returns may lead further than its key may read.
    fieldResolverEnhancers: ['guards'],
    // A fresh object for every operation.
    context: ({ req }: { readonly req: { readonly principal: Principal } }) =>
      new OperationContext(req.principal),
  };
}

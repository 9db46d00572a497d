import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { eventModels } from '../modules/events/index.js';
import type { Principal } from '../platform/access/index.js';
import type { Configuration } from '../platform/config/index.js';
import {
  apolloGuard,
  errorFormatter,
  furtherRules,
  MOST_TOKENS,
  OperationContext,
  type OperationLimits,
} from '../platform/graphql/index.js';
import type { Resources } from './resources.js';

/** How the code-first schema is built; `archway schema` and the server share it. */
export const buildSchemaOptions = { orphanedTypes: [...eventModels] };

/** What any operation may be, over whichever transport it comes. */
export const operationLimits = ({ queryCost, introspection }: Configuration): OperationLimits => ({
  cost: queryCost,
  introspection,
});

/** GraphQL over HTTP. Sockets are served by SubscriptionSockets. */
export function graphqlOptions({ configuration, logger }: Resources): ApolloDriverConfig {
  const limits = operationLimits(configuration);
  return {
    driver: ApolloDriver,
    autoSchemaFile: true,
    sortSchema: true,
    buildSchemaOptions,
    graphiql: false,
    csrfPrevention: true,
    // Apollo's own refusal speaks of Apollo: a rule stands in for it.
    introspection: true,
    validationRules: furtherRules(limits),
    // Who may not ask for the schema is not told of names that nearly fit either.
    hideSchemaDetailsFromClientErrors: !limits.introspection,
    parseOptions: { maxTokens: MOST_TOKENS },
    // Nobody registers queries: it would only be memory that clients can fill.
    persistedQueries: false,
    // Apollo would look at each field of an answer for how long it may be kept; none may, as `notStored` says.
    plugins: [apolloGuard(limits), ApolloServerPluginCacheControlDisabled()],
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

import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { type OperationLimits, refusalOf } from './refuse-operation.js';

/** Refuses operations that are too large, over HTTP: after validation, before anything is executed. */
export const apolloGuard = (limits: OperationLimits): ApolloServerPlugin => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ schema, document, operation, request }) {
        const refused = operation && refusalOf(schema, document, operation, request.variables ?? {}, limits);
        if (!refused) return;
        throw new GraphQLError(refused.message, {
          originalError: refused,
          extensions: { http: { status: 400 } },
        });
      },
    };
  },
});

import type { GraphQLError } from 'graphql';
import { DomainError } from '../../platform/errors/index.js';

/** What a resolver threw; GraphQL's own refusals are of the request. */
export function causeOf(error: GraphQLError | undefined): unknown {
  if (!error) return new Error('GraphQL answered neither data nor an error');
  return error.originalError ?? new DomainError('INVALID_INPUT', error.message);
}

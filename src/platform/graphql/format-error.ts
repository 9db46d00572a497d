import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { presentError } from '../errors/index.js';
import { newId } from '../ids/index.js';
import { correlationId, type Logger } from '../logging/index.js';

/** Refusals of GraphQL itself: their text is about the request and fit for the client. */
const PROTOCOL_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** GraphQL repeats the value that it found wrong, whole. */
const MOST_CHARACTERS = 500;

const shortened = (message: string): string =>
  message.length > MOST_CHARACTERS ? `${message.slice(0, MOST_CHARACTERS)}...` : message;

/** What the client sees of an error; the log has the rest under the same errorId. */
export function errorFormatter(logger: Logger) {
  return (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    // Of a resolver, or of a subscription that broke while it was live.
    const cause = thrown instanceof GraphQLError && thrown.originalError ? thrown.originalError : thrown;
    const code = String(formatted.extensions?.code ?? '');
    if (PROTOCOL_CODES.has(code) && (cause === thrown || cause instanceof GraphQLError)) {
      return {
        ...formatted,
        message: shortened(formatted.message),
        extensions: { code: code === 'BAD_USER_INPUT' ? 'INVALID_INPUT' : code },
      };
    }
    const presented = presentError(cause, correlationId() ?? newId());
    if (presented.code === 'INTERNAL') {
      logger.error('A request failed', { error: cause, errorId: presented.errorId, path: formatted.path });
    }
    const { message, ...extensions } = presented;
    return {
      message,
      ...(formatted.locations && { locations: formatted.locations }),
      ...(formatted.path && { path: formatted.path }),
      extensions,
    };
  };
}

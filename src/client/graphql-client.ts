import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { z } from 'zod';
import { ArchwayError } from './archway-error.js';

type AnyVariables = Readonly<Record<string, unknown>>;

/** An operation: as generators write it, with the types of its result and its variables, or as text. */
export type Operation<Result, Variables> =
  | (DocumentTypeDecoration<Result, Variables> & { toString(): string })
  | string;

interface GraphQLFailure {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown; readonly problems?: unknown } | undefined;
}

interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly GraphQLFailure[];
}

/** Of a server that says which fields are wrong. */
const problemsSchema = z.array(z.object({ field: z.string().nullable(), message: z.string() }));

/** Close codes by which a server that speaks graphql-transport-ws says that it does not want us. */
const REFUSING_CLOSE_CODES: Readonly<Record<number, string>> = { 4401: 'UNAUTHENTICATED', 4403: 'FORBIDDEN' };

/** Speaks GraphQL with a server: over HTTP, and over a socket for what is pushed. */
export class GraphQLClient {
  /**
   * @param serverUrl such as http://127.0.0.1:8080
   * @param key of the project; a server on loopback without keys needs none
   */
  constructor(
    private readonly serverUrl: string,
    private readonly key?: string,
  ) {}

  /** @throws ArchwayError with everything that the server says is wrong */
  async request<Result, Variables = AnyVariables>(
    operation: Operation<Result, Variables>,
    variables: Variables = {} as Variables,
  ): Promise<Result> {
    const response = await this.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.authorization() },
      body: JSON.stringify({ query: operation.toString(), variables }),
    });
    const answer = await answerOf<Result>(response);
    if (answer.errors?.length) throw errorOf(answer.errors);
    if (!answer.data)
      throw new ArchwayError('INTERNAL', `the server answered ${response.status} without data`);
    return answer.data;
  }

  /** Results of a subscription, until the consumer or the server breaks off. */
  async *subscribe<Result, Variables extends AnyVariables = AnyVariables>(
    operation: Operation<Result, Variables>,
    variables: Variables,
  ): AsyncGenerator<Result, void, undefined> {
    const url = new URL('/graphql', this.serverUrl);
    url.protocol = url.protocol.replace('http', 'ws');
    const client = createClient({
      url: url.href,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: this.authorization(),
    });
    try {
      for await (const { data, errors } of client.iterate<Result>({
        query: operation.toString(),
        variables: { ...variables },
      })) {
        if (errors?.length) throw errorOf(errors);
        if (data) yield data;
      }
    } catch (error) {
      throw socketError(error, this.serverUrl);
    } finally {
      await client.dispose();
    }
  }

  /** @throws ArchwayError when the server has no such file or the transfer breaks off */
  async download(path: string): Promise<Uint8Array> {
    const response = await this.fetch(path, { headers: this.authorization() });
    if (!response.ok) {
      const code = response.status === 404 ? 'NOT_FOUND' : 'INTERNAL';
      throw new ArchwayError(code, `${path} cannot be fetched: the server answered ${response.status}`);
    }
    return new Uint8Array(await response.arrayBuffer());
  }

  private authorization(): Record<string, string> {
    return this.key ? { authorization: `Bearer ${this.key}` } : {};
  }

  private async fetch(path: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(new URL(path, this.serverUrl), request);
    } catch (error) {
      throw unreachable(this.serverUrl, error);
    }
  }
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer<T>;
  } catch {
    const message = `${response.url} answered ${response.status} and no JSON: is it an Archway server?`;
    throw new ArchwayError('UNREACHABLE', message);
  }
}

function errorOf(errors: readonly GraphQLFailure[]): ArchwayError {
  const code = errors[0]?.extensions?.code;
  return new ArchwayError(
    typeof code === 'string' ? code : 'INTERNAL',
    errors.map(({ message }) => message).join('\n'),
    errors.flatMap(({ extensions }) => problemsSchema.safeParse(extensions?.problems).data ?? []),
  );
}

function unreachable(url: string, error: unknown): ArchwayError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new ArchwayError('UNREACHABLE', `no answer from ${url}: ${reason}`);
}

/** A socket fails with errors of ours, with what GraphQL found wrong, with a close, or with an error of the network. */
function socketError(error: unknown, url: string): Error {
  if (error instanceof ArchwayError) return error;
  if (Array.isArray(error)) return errorOf(error as GraphQLFailure[]);
  if (error instanceof Error) return unreachable(url, error);
  const { code, reason } = (error ?? {}) as { code?: number; reason?: string };
  const refused = code === undefined ? undefined : REFUSING_CLOSE_CODES[code];
  if (refused === undefined)
    return new ArchwayError('UNREACHABLE', `${url} closed the connection${reason ? `: ${reason}` : ''}`);
  // Our server gives the code of its refusal as the reason.
  const told = reason !== undefined && /^[A-Z_]+$/.test(reason) ? reason : refused;
  const why = told === 'TOO_MANY_REQUESTS' ? 'the key asks or keeps open too much' : 'is the key right?';
  return new ArchwayError(told, `${url} refuses the subscription: ${why}`);
}

import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** The server refused a request; the message is for the person who made it. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** A mutation's expected refusal. */
export interface UserErrorData {
  readonly message: string;
  readonly field: string | null;
}

/** Speaks GraphQL with a server: over HTTP, and over a socket for what is pushed. */
export class GraphQLClient {
  constructor(private readonly serverUrl: string) {}

  /** @throws RequestError with everything that the server says is wrong */
  async request<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const response = await fetch(new URL('/graphql', this.serverUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as Answer<T>;
    if (answer.errors?.length) throw new RequestError(answer.errors.map(({ message }) => message).join('\n'));
    if (!answer.data) throw new RequestError(`the server answered ${response.status} without data`);
    return answer.data;
  }

  /** Results of a subscription, until the consumer or the server breaks off. */
  async *subscribe<T>(
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): AsyncGenerator<T, void, undefined> {
    const url = new URL('/graphql', this.serverUrl);
    url.protocol = url.protocol.replace('http', 'ws');
    const client = createClient({ url: url.href, webSocketImpl: WebSocket, retryAttempts: 0 });
    try {
      const results = client.iterate<T>({ query, variables: { ...variables } });
      for await (const { data, errors } of results) {
        if (errors?.length) throw new RequestError(errors.map(({ message }) => message).join('\n'));
        if (data) yield data;
      }
    } finally {
      await client.dispose();
    }
  }

  /** @throws Error when the server has no such file or the transfer breaks off */
  async download(path: string): Promise<Uint8Array> {
    const response = await fetch(new URL(path, this.serverUrl));
    if (!response.ok)
      throw new RequestError(`${path} cannot be fetched: the server answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }
}

/** @throws RequestError that lists every refusal with its field */
export function refuseUserErrors(errors: readonly UserErrorData[]): void {
  if (errors.length === 0) return;
  const lines = errors.map(({ field, message }) => (field ? `  ${field}: ${message}` : `  ${message}`));
  throw new RequestError(`The server refused the input:\n${lines.join('\n')}`);
}

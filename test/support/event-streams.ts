import { createClient } from 'graphql-sse';
import { GraphQLClient } from '../../src/client/graphql-client.js';

/** What a test looks at of an event. */
export interface StreamedEvent {
  readonly sequence: number;
  readonly state?: string;
}

/** Opens a connection for the events of a session after one of them. Whoever breaks off the iteration cuts it. */
export type Transport = (
  sessionId: string,
  afterSequence: number,
) => AsyncGenerator<StreamedEvent, void, undefined>;

type Headers = Readonly<Record<string, string>>;

const EVENTS = `subscription ($sessionId: ID!, $afterSequence: Int!) {
  searchSessionEvents(sessionId: $sessionId, afterSequence: $afterSequence) {
    sequence ... on SessionStateChanged { state } } }`;

interface Result {
  readonly searchSessionEvents: StreamedEvent;
}

/** Every way to follow a session. */
export function transportsTo(url: string, key?: string): Readonly<Record<string, Transport>> {
  const headers: Headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return {
    'GraphQL over WebSocket': async function* (sessionId, afterSequence) {
      const client = new GraphQLClient(url, key);
      for await (const { searchSessionEvents } of client.subscribe<Result>(EVENTS, {
        sessionId,
        afterSequence,
      }))
        yield searchSessionEvents;
    },
    'GraphQL over SSE': async function* (sessionId, afterSequence) {
      const client = createClient({ url: `${url}/graphql/stream`, headers, retryAttempts: 0 });
      const variables = { sessionId, afterSequence };
      try {
        for await (const { data, errors } of client.iterate<Result>({ query: EVENTS, variables })) {
          if (errors) throw errors;
          if (data) yield data.searchSessionEvents;
        }
      } finally {
        client.dispose();
      }
    },
    'REST over SSE': (sessionId, afterSequence) =>
      restEvents(`${url}/v1/sessions/${sessionId}/events`, {
        ...headers,
        'last-event-id': String(afterSequence),
      }),
  };
}

/** As a browser's EventSource reads them. */
export async function* restEvents(
  url: string,
  headers: Headers,
): AsyncGenerator<StreamedEvent, void, undefined> {
  const over = new AbortController();
  const response = await fetch(url, { headers, signal: over.signal });
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  let text = '';
  try {
    for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data === undefined) continue;
        const event = JSON.parse(data) as StreamedEvent;
        if (/^event: problem$/m.test(block)) throw event;
        if (/^id: (.*)$/m.exec(block)?.[1] !== String(event.sequence))
          throw new Error(`a wrong id: ${block}`);
        yield event;
      }
    }
  } finally {
    over.abort();
  }
}

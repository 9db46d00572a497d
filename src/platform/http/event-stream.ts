import { once } from 'node:events';
import type { Response } from 'express';

/** One event as the HTML standard has them (9.2, Server-sent events). */
export interface ServerSentEvent {
  /** What a client that was cut off sends as Last-Event-ID. */
  readonly id?: string;
  /** Names the kind; `message` unless given. */
  readonly event?: string;
  /** One line: JSON has no others. */
  readonly data: string;
}

/** Proxies close what is silent for longer. */
const PING_MILLISECONDS = 15_000;

/** The answer to a request as a stream of events. */
export class EventStream {
  private readonly left = new AbortController();
  private readonly ping: NodeJS.Timeout;

  /** @param onLeave is called once, when the client has gone or the stream has ended */
  constructor(
    private readonly response: Response,
    onLeave: () => void,
  ) {
    response.status(200).set({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Some proxies would collect the events.
      'x-accel-buffering': 'no',
    });
    // Browsers wait for a first byte.
    response.write(':\n\n');
    this.ping = setInterval(() => {
      if (!response.writableNeedDrain) response.write(':\n\n');
    }, PING_MILLISECONDS);
    response.once('close', () => {
      clearInterval(this.ping);
      this.left.abort();
      onLeave();
    });
  }

  /** Resolves when the client has read so much that the next event needs no more memory here, or has gone. */
  async send({ id, event, data }: ServerSentEvent): Promise<void> {
    const head = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
    const { signal } = this.left;
    if (this.response.write(`${head}data: ${data}\n\n`) || signal.aborted) return;
    await once(this.response, 'drain', { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  end(): void {
    clearInterval(this.ping);
    this.response.end();
  }
}

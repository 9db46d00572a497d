import pg from 'pg';
import type { Logger } from '../logging/index.js';

type Listener = (payload: string) => void;

const RECONNECT_MILLISECONDS = 500;

/**
 * Listens to Postgres channels over one connection, and again after it was lost.
 *
 * A notification is only a hint that something is to be read: what arrives while the connection is
 * down is lost, so that every listener is also called, with an empty payload, after each reconnect.
 */
export class Notifications {
  private client: pg.Client | undefined;
  private readonly listeners = new Map<string, Set<Listener>>();
  private reconnect: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
  ) {}

  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      application_name: 'archway-listen',
    });
    client.on('notification', ({ channel, payload }) => this.dispatch(channel, payload ?? ''));
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, undefined));
    await client.connect();
    for (const channel of this.listeners.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    if (this.closed) return client.end();
    this.client = client;
  }

  /** Calls `listener` for each notification on `channel` until the returned function is called. */
  async subscribe(channel: string, listener: Listener): Promise<() => void> {
    const listeners = this.listeners.get(channel) ?? new Set();
    listeners.add(listener);
    if (!this.listeners.has(channel)) {
      this.listeners.set(channel, listeners);
      await this.client?.query(`listen ${pg.escapeIdentifier(channel)}`);
    }
    return () => listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.reconnect);
    await this.client?.end();
  }

  private dispatch(channel: string, payload: string): void {
    for (const listener of this.listeners.get(channel) ?? []) listener(payload);
  }

  private lost(client: pg.Client, error: Error | undefined): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    this.logger.warn('The notification connection was lost', { error });
    this.reopenSoon();
  }

  private reopenSoon(): void {
    if (this.closed) return;
    this.reconnect = setTimeout(() => {
      this.open().then(
        () => {
          for (const channel of this.listeners.keys()) this.dispatch(channel, '');
        },
        (error: unknown) => {
          this.logger.debug('Postgres does not answer yet', { error });
          this.reopenSoon();
        },
      );
    }, RECONNECT_MILLISECONDS);
  }
}

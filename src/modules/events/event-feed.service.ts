import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import { Notifications } from '../../platform/database/index.js';
import { KEYS_CHANNEL } from '../projects/index.js';
import type { SessionEvent } from './session-event.js';
import { EVENTS_CHANNEL, EventLog } from './typeorm-event-log.js';

const PAGE_SIZE = 500;

/** Keys expire without a notification. */
const DOUBT_MILLISECONDS = 30_000;

/** `doubt` says that whoever follows may no longer be allowed to. */
type Wake = (doubt: boolean) => void;

/** Events pushed as they are committed, by any process. */
@Injectable()
export class EventFeed implements OnModuleInit, OnApplicationShutdown {
  private doubts: NodeJS.Timeout | undefined;
  private readonly waiting = new Map<string, Set<Wake>>();

  constructor(
    private readonly log: EventLog,
    private readonly notifications: Notifications,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.notifications.subscribe(EVENTS_CHANNEL, (sessionId) => this.wake(sessionId));
    await this.notifications.subscribe(KEYS_CHANNEL, () => this.doubtAll());
    this.doubts = setInterval(() => this.doubtAll(), DOUBT_MILLISECONDS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.doubts);
  }

  /**
   * The session's events after `sequence`, in order, without gap or repetition, until the consumer returns.
   * @param authorize is asked before each read, again when a key was revoked meanwhile and now and then, and throws when the
   *   consumer may see no more: it then sees nothing of what was read before either
   */
  follow(
    projectId: ProjectId,
    sessionId: string,
    sequence: number,
    authorize: () => Promise<void>,
  ): AsyncGenerator<SessionEvent, void, undefined> {
    let last = sequence;
    let closed = false;
    let news = true;
    let doubted = false;
    let wake = () => {};
    const buffer: SessionEvent[] = [];
    const listener: Wake = (doubt) => {
      if (doubt) doubted = true;
      else news = true;
      wake();
    };
    const unlisten = this.listen(sessionId, listener);

    const orClose = async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } catch (error) {
        await close();
        throw error;
      }
    };
    const authorized = async (): Promise<void> => {
      doubted = false;
      await orClose(authorize());
    };
    const read = async (): Promise<void> => {
      news = false;
      await authorized();
      buffer.push(...(await orClose(this.log.after(projectId, sessionId, last, PAGE_SIZE))));
      if (buffer.length === PAGE_SIZE) news = true;
    };
    const next = async (): Promise<IteratorResult<SessionEvent, void>> => {
      while (!closed) {
        if (doubted) {
          await authorized();
          continue;
        }
        const event = buffer.shift();
        if (event) {
          last = event.sequence;
          return { done: false, value: event };
        }
        if (news) {
          await read();
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return { done: true, value: undefined };
    };
    // A generator function's return() would wait behind a next() that waits for an event: a client that
    // leaves a quiet session must free its place at once.
    const close = async (): Promise<IteratorResult<SessionEvent, void>> => {
      closed = true;
      unlisten();
      wake();
      return { done: true, value: undefined };
    };
    return {
      next,
      return: close,
      throw: async (error) => {
        await close();
        throw error;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Yields at once, and then whenever the session may have new events, until `over`. */
  async *watch(sessionId: string, over: AbortSignal): AsyncGenerator<void, void, undefined> {
    let news = true;
    let wake = () => {};
    const unlisten = this.listen(sessionId, () => {
      news = true;
      wake();
    });
    over.addEventListener('abort', () => wake(), { once: true });
    try {
      while (!over.aborted) {
        if (!news) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        if (over.aborted) return;
        news = false;
        yield;
      }
    } finally {
      unlisten();
    }
  }

  private listen(sessionId: string, listener: Wake): () => void {
    const listeners = this.waiting.get(sessionId) ?? new Set();
    this.waiting.set(sessionId, listeners.add(listener));
    return () => {
      // A second call must not take away the place of those who came meanwhile.
      if (listeners.delete(listener) && listeners.size === 0) this.waiting.delete(sessionId);
    };
  }

  /** An empty id says that notifications may have been lost: everyone looks. */
  private wake(sessionId: string): void {
    const sets =
      sessionId === '' ? [...this.waiting.values()] : [this.waiting.get(sessionId) ?? new Set<Wake>()];
    for (const listeners of sets) for (const listener of listeners) listener(false);
  }

  private doubtAll(): void {
    for (const listeners of this.waiting.values()) for (const listener of listeners) listener(true);
  }
}

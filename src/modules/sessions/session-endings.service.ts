import { Injectable } from '@nestjs/common';
import type { Principal, ProjectId } from '../../platform/access/index.js';
import { parseId } from '../../platform/errors/index.js';
import { EventFeed, EventLog } from '../events/index.js';
import { Authentication } from '../projects/index.js';
import { isTerminalSession } from './session-state.js';
import { SessionRepository } from './typeorm-sessions.js';

/** For whoever waits for a search to end. */
@Injectable()
export class SessionEndings {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly feed: EventFeed,
    private readonly log: EventLog,
    private readonly authentication: Authentication,
  ) {}

  /**
   * Resolves when the session has ended, is not there, or after `seconds`, or when nobody waits any more.
   * @throws DomainError INVALID_INPUT when `id` is none, UNAUTHENTICATED when the key was revoked meanwhile
   */
  async wait(principal: Principal, id: string, seconds: number, left: AbortSignal): Promise<void> {
    const over = AbortSignal.any([left, AbortSignal.timeout(seconds * 1000)]);
    const news = this.feed.watch(parseId(id, 'id'), over);
    for await (const _ of news) {
      const session = await this.sessions.find(principal.projectId, id);
      if (!session || isTerminalSession(session.state)) break;
    }
    await this.authentication.assertValid(principal);
  }

  /** Whether the session has ended, and nothing happened in it after the event `sequence`. */
  async isToldWhole(projectId: ProjectId, id: string, sequence: number): Promise<boolean> {
    const session = await this.sessions.find(projectId, id);
    if (!session || !isTerminalSession(session.state)) return false;
    return (await this.log.after(projectId, id, sequence, 1)).length === 0;
  }
}

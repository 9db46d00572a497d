import { Injectable } from '@nestjs/common';
import { JobQueue } from '../../jobs/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { DomainError } from '../../platform/errors/index.js';
import { correlationId } from '../../platform/logging/index.js';
import { EventLog, type SessionEventPayload } from '../events/index.js';
import { TrialRepository } from '../trials/index.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import { isTerminalSession } from './session-state.js';
import { SessionRepository } from './typeorm-sessions.js';

/** Kills a session: what waits is cancelled here, what is being trained by the worker that holds it. */
@Injectable()
export class CancelSessionService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly trials: TrialRepository,
    private readonly events: EventLog,
    private readonly queue: JobQueue,
  ) {}

  /**
   * Cancels a session and its control arm. One that has ended stays as it is.
   * @throws DomainError NOT_FOUND
   */
  async cancel(id: string): Promise<SearchSessionEntity> {
    const control = await this.sessions.findControlOf(id);
    for (const sessionId of control ? [id, control.id] : [id]) await this.cancelOne(sessionId);
    const session = await this.sessions.find(id);
    if (!session) throw new DomainError('NOT_FOUND', `there is no search session ${id}`);
    return session;
  }

  private async cancelOne(sessionId: string): Promise<void> {
    const wanted = await this.database.transaction((transaction) => this.mark(transaction, sessionId));
    if (!wanted) return;
    await this.queue.enqueue('advanceSession', {
      sessionId,
      cause: 'cancel',
      correlationId: correlationId() ?? sessionId,
    });
  }

  private async mark(transaction: Transaction, sessionId: string): Promise<boolean> {
    const session = await this.sessions.lock(transaction, sessionId);
    if (!session || isTerminalSession(session.state) || session.state === 'CANCELLING') return false;
    await this.sessions.change(transaction, sessionId, { state: 'CANCELLING', stopReason: 'USER' });
    const cancelled = await this.trials.cancelQueued(transaction, sessionId);
    const snapshots = await this.trials.snapshots(transaction, cancelled);
    const events: SessionEventPayload[] = [
      { type: 'SESSION_STATE_CHANGED', state: 'CANCELLING', stopReason: 'USER' },
      ...snapshots.map((trial): SessionEventPayload => ({ type: 'TRIAL_STATE_CHANGED', trial })),
    ];
    await this.events.append(transaction, sessionId, events);
    await this.trials.tellWorkersToCancel(transaction, sessionId);
    return true;
  }
}

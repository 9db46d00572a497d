import { Injectable } from '@nestjs/common';
import { JobQueue } from '../../jobs/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { correlationId } from '../../platform/logging/index.js';
import { EventLog, type SessionEventPayload } from '../events/index.js';
import { MutationLog, type MutationOrder } from '../mutations/index.js';
import { TrialClaimRepository, TrialRepository, trialEvents, trialPurposes } from '../trials/index.js';
import { noSession } from './no-session.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import type { StopReason } from './session-state.js';
import { applies, type SessionVerb, sessionVerbs } from './session-verb.js';
import { SessionRepository } from './typeorm-sessions.js';

/** Pauses, resumes, stops and cancels sessions, each with its control arm. */
@Injectable()
export class SessionVerbsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly trials: TrialRepository,
    private readonly claims: TrialClaimRepository,
    private readonly events: EventLog,
    private readonly queue: JobQueue,
    private readonly log: MutationLog,
  ) {}

  /**
   * Does it to a session and to its control arm. One that has ended stays as it is.
   * @throws DomainError NOT_FOUND; CONFLICT when the session is on another way
   */
  async apply(
    verb: SessionVerb,
    projectId: ProjectId,
    id: string,
    order: MutationOrder | null = null,
  ): Promise<SearchSessionEntity> {
    if (!(await this.sessions.find(projectId, id))) noSession(id);
    const control = await this.sessions.findControlOf(projectId, id);
    let changed: string[] = [];
    await this.log.carryOut(order, id, async (transaction) => {
      const first = await this.applyOne(transaction, verb, id);
      const second = control !== null && (await this.applyOne(transaction, verb, control.id));
      changed = [...(first ? [id] : []), ...(second ? [control.id] : [])];
    });
    for (const sessionId of changed) await this.wake(verb, sessionId);
    return (await this.sessions.find(projectId, id)) ?? noSession(id);
  }

  /** Drains one session that has reached a limit. */
  async stopAt(limit: StopReason, id: string): Promise<void> {
    const stopped = await this.database.transaction((transaction) =>
      this.applyOne(transaction, 'stop', id, limit),
    );
    if (stopped) await this.wake('stop', id);
  }

  private async applyOne(
    transaction: Transaction,
    verb: SessionVerb,
    id: string,
    reason: StopReason = 'USER',
  ): Promise<boolean> {
    const session = await this.sessions.lock(transaction, id);
    if (!session || !applies(verb, session.state)) return false;
    const { to: state, ends, kills } = sessionVerbs[verb];
    const stopReason = ends ? reason : session.stopReason;
    await this.sessions.change(transaction, id, { state, ...(stopReason && { stopReason }) });
    // Finalists are the drain's own work; only a kill gives them up.
    const purposes = kills ? trialPurposes : (['SEARCH'] as const);
    const cancelled = ends ? await this.trials.cancelQueued(transaction, id, purposes) : [];
    const events: SessionEventPayload[] = [
      { type: 'SESSION_STATE_CHANGED', state, stopReason },
      ...trialEvents(await this.trials.told(transaction, cancelled)),
    ];
    // Of a resumed session trials may wait that nobody was allowed to begin.
    await this.claims.tellWorkers(transaction);
    await this.events.append(transaction, id, events);
    if (kills) await this.trials.tellWorkersToCancel(transaction, id);
    return true;
  }

  /** A paused session has nothing to do. */
  private async wake(verb: SessionVerb, sessionId: string): Promise<void> {
    if (verb === 'pause') return;
    const id = correlationId() ?? sessionId;
    await this.queue.enqueue('advanceSession', { sessionId, cause: verb, correlationId: id });
  }
}

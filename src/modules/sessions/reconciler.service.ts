import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { JobQueue } from '../../jobs/index.js';
import { Database } from '../../platform/database/index.js';
import { newId } from '../../platform/ids/index.js';
import { LOGGER, type Logger } from '../../platform/logging/index.js';
import { RepeatedWork } from '../../platform/repetition/index.js';
import { TrialLeaseService } from '../trials/index.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import { progressOf } from './session-progress.js';
import { reachedLimit, type StepProgress } from './session-step.js';
import { SessionVerbsService } from './session-verbs.service.js';
import { SessionTrialsRepository } from './typeorm-session-trials.js';
import { SessionRepository } from './typeorm-sessions.js';

/** Between two looks; what a lost wake-up costs. */
export const RECONCILIATION_MILLISECONDS = 2000;
const PAGE_SIZE = 1000;

/**
 * Finds in the tables what is due and wakes it: leases that ran out, and sessions that
 * nothing holds up. So the loss of every job costs a moment, and no result. Any number may run.
 */
@Injectable()
export class Reconciler implements OnModuleInit, BeforeApplicationShutdown {
  private readonly rounds: RepeatedWork;

  constructor(
    private readonly database: Database,
    private readonly leases: TrialLeaseService,
    private readonly sessions: SessionRepository,
    private readonly sessionTrials: SessionTrialsRepository,
    private readonly verbs: SessionVerbsService,
    private readonly queue: JobQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const options = { name: 'reconciliation', pauseMilliseconds: RECONCILIATION_MILLISECONDS, logger };
    this.rounds = new RepeatedWork(() => this.reconcile(), options);
  }

  onModuleInit(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** One round. Whatever waits already is not added a second time. */
  async reconcile(): Promise<void> {
    const correlationId = `reconcile-${newId()}`;
    const freed = await this.leases.expireLeases();
    if (freed.length > 0) this.logger.warn('Leases ran out', { sessions: freed });
    await this.leases.forgetCheckpoints();
    for (const session of await this.sessions.limited(PAGE_SIZE)) {
      const limit = reachedLimit(session, await this.progress(session));
      if (limit) await this.verbs.stopAt(limit, session.id);
    }
    for (const { id: sessionId, version } of await this.sessions.due(PAGE_SIZE)) {
      // A session whose results come from a table is always due, and is left alone by whoever is advancing it already.
      const due = { sessionId, cause: `due-${version}`, ifAt: version, correlationId };
      await this.queue.enqueue('advanceSession', due);
    }
  }

  private async progress(session: SearchSessionEntity): Promise<StepProgress> {
    const { session: connection } = this.database;
    const elapsedSeconds = await this.sessions.elapsedSeconds(connection, session);
    const open = await this.sessionTrials.open(connection, session.id);
    return { ...progressOf(session, open), elapsedSeconds };
  }
}

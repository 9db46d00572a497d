import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { JobQueue } from '../../jobs/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import type { Transaction } from '../../platform/database/index.js';
import { DomainError, inputRefusal, parseInput } from '../../platform/errors/index.js';
import { correlationId } from '../../platform/logging/index.js';
import { MutationLog, type MutationOrder } from '../mutations/index.js';
import { TrialClaimRepository } from '../trials/index.js';
import { changeableFields, defaultFailedTrials } from './changeable-fields.js';
import { noSession } from './no-session.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import { isTerminalSession } from './session-state.js';
import { SessionTrialsRepository } from './typeorm-session-trials.js';
import { SessionRepository } from './typeorm-sessions.js';

const changesSchema = z.strictObject({
  maxTrials: changeableFields.maxTrials.nullish(),
  maxDurationSeconds: changeableFields.maxDurationSeconds.nullish(),
  maxDeviceSeconds: changeableFields.maxDeviceSeconds.nullish(),
  labels: changeableFields.labels.nullish(),
  priority: changeableFields.priority.nullish(),
});

/** What is absent stays as it is. */
export type SessionChanges = z.input<typeof changesSchema>;

const budgets = ['maxTrials', 'maxDurationSeconds', 'maxDeviceSeconds'] as const;

/** Changes what a session may use while it is under way. */
@Injectable()
export class ChangeSessionService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly sessionTrials: SessionTrialsRepository,
    private readonly claims: TrialClaimRepository,
    private readonly queue: JobQueue,
    private readonly log: MutationLog,
  ) {}

  /**
   * Changes a session and its control arm, both or neither: arms are compared at equal budgets.
   * @throws DomainError INVALID_INPUT for a budget below the present one, NOT_FOUND, CONFLICT where it comes too late
   */
  async change(
    projectId: ProjectId,
    id: string,
    input: SessionChanges,
    order: MutationOrder | null = null,
  ): Promise<SearchSessionEntity> {
    const changes = parseInput(changesSchema, input);
    const control = await this.sessions.findControlOf(projectId, id);
    const arms = [id, ...(control ? [control.id] : [])];
    if (!(await this.sessions.find(projectId, id))) noSession(id);
    const { isNew } = await this.log.carryOut(order, id, async (transaction) => {
      for (const arm of arms) await this.changeOne(transaction, arm, changes);
    });
    for (const sessionId of isNew ? arms : []) {
      const job = { sessionId, cause: 'change', correlationId: correlationId() ?? sessionId };
      await this.queue.enqueue('advanceSession', job);
    }
    return (await this.sessions.find(projectId, id)) ?? noSession(id);
  }

  private async changeOne(
    transaction: Transaction,
    id: string,
    changes: z.output<typeof changesSchema>,
  ): Promise<void> {
    const session = (await this.sessions.lock(transaction, id)) ?? noSession(id);
    const { state } = session;
    if (isTerminalSession(state) || state === 'CANCELLING') {
      throw new DomainError('CONFLICT', `session ${id} is ${state}: nothing of it can be changed any more`);
    }
    const raised = budgets.filter((budget) => changes[budget] != null);
    refuseLowerBudgets(session, changes);
    if (raised.length > 0 && (await this.proposesNoMore(transaction, session))) {
      throw new DomainError(
        'CONFLICT',
        `session ${id} has ended its search: its budgets cannot be raised any more`,
      );
    }
    await this.sessions.alter(transaction, id, {
      ...changes,
      maxFailedTrials: grownFailures(session, changes),
    });
    // Its trials may suit other workers now, or be due before others.
    await this.claims.tellWorkers(transaction);
  }

  /** Finalists are chosen from the whole search. */
  private async proposesNoMore(
    transaction: Transaction,
    { id, stopReason }: SearchSessionEntity,
  ): Promise<boolean> {
    return stopReason !== null || (await this.sessionTrials.hasFinalists(transaction, id));
  }
}

/** Failures that are borne as a part of the budget grow with it; a number that somebody chose stays. */
function grownFailures(
  { maxTrials, maxFailedTrials }: SearchSessionEntity,
  changes: SessionChanges,
): number | null {
  const isDefault = maxFailedTrials === defaultFailedTrials(maxTrials);
  return isDefault && changes.maxTrials != null ? defaultFailedTrials(changes.maxTrials) : null;
}

/** Less than it has spent would end a search in the middle of a batch: `stop` is for that. */
function refuseLowerBudgets(session: SearchSessionEntity, changes: SessionChanges): void {
  const problems = budgets.flatMap((field) => {
    const [present, wanted] = [session[field], changes[field]];
    if (wanted == null || (present !== null && wanted >= present)) return [];
    return [{ field, message: `can only be raised, and is ${present ?? 'not limited'}` }];
  });
  if (problems.length === 0) return;
  throw inputRefusal(problems);
}

import { Inject, Injectable } from '@nestjs/common';
import { JobQueue } from '../../jobs/index.js';
import { createSpace } from '../../nas/space/index.js';
import type { Proposal, Strategy } from '../../nas/strategies/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { newId } from '../../platform/ids/index.js';
import { correlationId, LOGGER, type Logger } from '../../platform/logging/index.js';
import { ArchitectureRepository } from '../architectures/index.js';
import { EventLog, type SessionEventPayload } from '../events/index.js';
import { type ExperimentEntity, ExperimentsService } from '../experiments/index.js';
import { type NewTrial, TrialReadModel, TrialRepository } from '../trials/index.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import { isTerminalSession } from './session-state.js';
import { nextStep } from './session-step.js';
import { ofStrategy, StrategyCache, StrategyFailedError, strategyOf } from './strategy-cache.js';
import { type Progress, SessionTrialsRepository } from './typeorm-session-trials.js';
import { type SessionChange, SessionRepository } from './typeorm-sessions.js';

/** What one step leaves to be done after its commit. */
interface StepResult {
  readonly queued: readonly string[];
  /** Whether the session can go on at once: every trial that it added had its result already. */
  readonly again: boolean;
  readonly strategy?: Strategy;
  readonly version: number;
}

const NOTHING: StepResult = { queued: [], again: false, version: 0 };

/**
 * Takes a session one step further: tells the strategy what it has not been told, stores what it
 * learned, and adds what it proposes. All of it is one transaction under the session's lock, so that
 * each result reaches the strategy exactly once however often, and wherever, this is called.
 */
@Injectable()
export class AdvanceSessionService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly sessionTrials: SessionTrialsRepository,
    private readonly trials: TrialRepository,
    private readonly trialViews: TrialReadModel,
    private readonly architectures: ArchitectureRepository,
    private readonly experiments: ExperimentsService,
    private readonly events: EventLog,
    private readonly strategies: StrategyCache,
    private readonly queue: JobQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async advance(sessionId: string): Promise<void> {
    const result = await this.stepOrFail(sessionId);
    if (result.strategy) await this.strategies.put(sessionId, result.strategy);
    const id = correlationId() ?? sessionId;
    for (const trialId of result.queued) {
      await this.queue.enqueue('evaluateTrial', { trialId, attempt: 1, correlationId: id });
    }
    if (result.again) {
      await this.queue.enqueue('advanceSession', {
        sessionId,
        cause: `v${result.version}`,
        correlationId: id,
      });
    }
  }

  private async stepOrFail(sessionId: string): Promise<StepResult> {
    try {
      return await this.database.transaction((transaction) => this.step(transaction, sessionId));
    } catch (error) {
      if (!(error instanceof StrategyFailedError)) throw error;
      this.logger.error('A session failed', { sessionId, error });
      return this.database.transaction(async (transaction) => {
        const session = await this.sessions.lock(transaction, sessionId);
        if (!session || isTerminalSession(session.state)) return NOTHING;
        return this.end(transaction, session, { state: 'FAILED', error: error.message }, []);
      });
    }
  }

  private async step(transaction: Transaction, sessionId: string): Promise<StepResult> {
    const session = await this.sessions.lock(transaction, sessionId);
    if (!session || isTerminalSession(session.state)) return NOTHING;
    if (session.state === 'CANCELLING') return this.cancel(transaction, session);
    const progress = await this.sessionTrials.progress(transaction, sessionId);
    const step = nextStep(session, progress);
    if (step.kind === 'wait') return NOTHING;

    const experiment = await this.experiments.get(session.experimentId);
    const strategy = await this.strategies.take(transaction, session, experiment.definition);
    const events = await this.observe(transaction, session, strategy);
    if (step.kind === 'end') {
      const result = await this.end(transaction, session, step.change, events);
      await strategy.dispose();
      return result;
    }
    const added =
      step.kind === 'propose'
        ? await this.propose(transaction, session, experiment, progress, strategy)
        : await this.finalists(transaction, session, experiment, progress);
    const snapshot = await ofStrategy(() => strategy.snapshot());
    await this.sessions.saveCheckpoint(transaction, sessionId, strategy.policyVersion, snapshot);
    const stopReason = step.kind === 'propose' && added.length === 0 ? 'SPACE_EXHAUSTED' : null;
    if (session.state === 'QUEUED' || stopReason) {
      await this.sessions.change(transaction, sessionId, {
        state: 'RUNNING',
        ...(stopReason && { stopReason }),
      });
      events.push({ type: 'SESSION_STATE_CHANGED', state: 'RUNNING', stopReason });
    }
    await this.trials.insert(transaction, added);
    events.push(
      ...(await this.statesOf(
        transaction,
        added.map(({ id }) => id),
      )),
    );
    await this.events.append(transaction, sessionId, events);
    const queued = added.filter((trial) => trial.cachedFromId === null).map(({ id }) => id);
    return { queued, again: queued.length === 0, strategy, version: strategy.policyVersion };
  }

  /** Tells the strategy the results that it has not been told. */
  private async observe(
    transaction: Transaction,
    session: SearchSessionEntity,
    strategy: Strategy,
  ): Promise<SessionEventPayload[]> {
    const version = strategy.policyVersion + 1;
    const observations = await this.sessionTrials.takeUntold(transaction, session.id, version);
    if (observations.length === 0) return [];
    const telemetry = await ofStrategy(() => strategy.observe(observations));
    await this.sessions.saveUpdate(transaction, session.id, version, telemetry);
    const { rewardMean, rewardBest, baseline, entropy, uniqueRate } = telemetry;
    return [{ type: 'POLICY_UPDATED', version, rewardMean, rewardBest, baseline, entropy, uniqueRate }];
  }

  /** The next batch: as many as an update takes, and no more than the budget leaves. */
  private async propose(
    transaction: Transaction,
    session: SearchSessionEntity,
    experiment: ExperimentEntity,
    progress: Progress,
    strategy: Strategy,
  ): Promise<NewTrial[]> {
    const batchSize = strategyOf(session).batchSize(session.options);
    const count = Math.min(batchSize, session.maxTrials - progress.proposed);
    const proposals = await ofStrategy(() => strategy.propose(count));
    const { definition, inputShape, evaluationHash } = experiment;
    const space = createSpace(definition.space);
    const points = await this.architectures.intern(
      transaction,
      space,
      inputShape,
      proposals.map(({ tokens }) => tokens),
    );
    const ids = points.map(({ id }) => id);
    const cached = await this.trials.cached(transaction, evaluationHash, ids);
    const known = await this.trials.knownIn(transaction, session.id, ids);
    return proposals.map((proposal: Proposal, index) => {
      const architectureId = ids[index] ?? '';
      const repeated = known.has(architectureId);
      known.add(architectureId);
      return {
        id: newId(),
        sessionId: session.id,
        experimentId: experiment.id,
        architectureId,
        number: progress.lastNumber + 1 + index,
        purpose: 'SEARCH',
        ...proposal,
        seed: definition.seed,
        repeated,
        cachedFromId: cached.get(architectureId) ?? null,
      };
    });
  }

  /** The best architectures once more, by the final recipe: these networks are kept, tested and exported. */
  private async finalists(
    transaction: Transaction,
    session: SearchSessionEntity,
    experiment: ExperimentEntity,
    progress: Progress,
  ): Promise<NewTrial[]> {
    const best = await this.trialViews.leaderboard(
      { sessionId: session.id },
      session.retrainTop,
      undefined,
      transaction,
    );
    return best.map((trial, index) => ({
      id: newId(),
      sessionId: session.id,
      experimentId: experiment.id,
      architectureId: trial.architecture.id,
      number: progress.lastNumber + 1 + index,
      purpose: 'FINAL',
      tokens: trial.architecture.tokens,
      logProbability: trial.logProbability,
      policyVersion: trial.policyVersion,
      seed: experiment.definition.seed,
      repeated: true,
      cachedFromId: null,
    }));
  }

  /** A trial that came back to the queue after the cancellation would wait there for ever. */
  private async cancel(transaction: Transaction, session: SearchSessionEntity): Promise<StepResult> {
    const cancelled = await this.trials.cancelQueued(transaction, session.id);
    const events = await this.statesOf(transaction, cancelled);
    const step = nextStep(session, await this.sessionTrials.progress(transaction, session.id));
    if (step.kind === 'end') return this.end(transaction, session, step.change, events);
    await this.events.append(transaction, session.id, events);
    return NOTHING;
  }

  private async statesOf(transaction: Transaction, ids: readonly string[]): Promise<SessionEventPayload[]> {
    const snapshots = await this.trials.snapshots(transaction, ids);
    return snapshots.map((trial) => ({ type: 'TRIAL_STATE_CHANGED', trial }));
  }

  private async end(
    transaction: Transaction,
    session: SearchSessionEntity,
    change: SessionChange,
    events: readonly SessionEventPayload[],
  ): Promise<StepResult> {
    await this.sessions.change(transaction, session.id, change);
    const { state, stopReason = null } = change;
    await this.events.append(transaction, session.id, [
      ...events,
      { type: 'SESSION_STATE_CHANGED', state, stopReason },
    ]);
    return NOTHING;
  }
}

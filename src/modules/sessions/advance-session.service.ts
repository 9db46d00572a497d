import { Inject, Injectable } from '@nestjs/common';
import { JobQueue } from '../../jobs/index.js';
import type { Strategy } from '../../nas/strategies/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { correlationId, LOGGER, type Logger } from '../../platform/logging/index.js';
import { ROW_FORMAT } from '../../platform/version/index.js';
import { EventLog, type SessionEventPayload } from '../events/index.js';
import { TrialReadModel, TrialRepository, trialEvents } from '../trials/index.js';
import { DraftedTrials, type StoredTrial } from './drafted-trials.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import { turnEvents } from './session-events.js';
import { type SessionProblem, SessionProblems } from './session-problems.js';
import { progressOf } from './session-progress.js';
import { canGoOn, hasNews, search } from './session-search.js';
import { isTerminalSession } from './session-state.js';
import { nextStep } from './session-step.js';
import { SessionTurn } from './session-turn.js';
import { StrategyCache, strategyOf, type WarmStrategy } from './strategy-cache.js';
import { ofStrategy, StrategyFailedError } from './strategy-failure.js';
import { SessionTrialsRepository } from './typeorm-session-trials.js';
import { SessionTurnRepository } from './typeorm-session-turns.js';
import { type SessionChange, SessionRepository } from './typeorm-sessions.js';

/** What one turn leaves to be done after its commit. */
interface TurnResult {
  readonly stored: readonly StoredTrial[];
  readonly problem?: SessionProblem;
  readonly warm?: WarmStrategy;
  /** The version at which the session can go on at once: no trial of it is under way. */
  readonly goesOnAt?: number;
}

const NOTHING: TurnResult = { stored: [] };

/** A job ends after so long for other sessions to have their turn; its successor waits in the queue. */
const JOB_MILLISECONDS = 1000;

/**
 * Takes a session further: tells the strategy what it has not been told, stores what it learned, and adds what it
 * proposes. Each turn is one transaction under the session's lock, so that each result reaches the strategy exactly once
 * however often, and wherever, this is called.
 */
@Injectable()
export class AdvanceSessionService {
  /** Sessions whose lock a turn of this process waits for: it has read nothing yet, and will see whatever is written by now. */
  private readonly waiting = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly sessionTrials: SessionTrialsRepository,
    private readonly turns: SessionTurnRepository,
    private readonly trials: TrialRepository,
    private readonly trialViews: TrialReadModel,
    private readonly drafts: DraftedTrials,
    private readonly problems: SessionProblems,
    private readonly events: EventLog,
    private readonly strategies: StrategyCache,
    private readonly queue: JobQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Who comes while another turn of the session waits for its lock leaves it to that one: of many workers that write results of one
   * session, each waits with one connection at most.
   * @param ifAt does nothing when the session has left this policy version: then somebody else advances it
   */
  async advance(sessionId: string, ifAt?: number): Promise<void> {
    if (this.waiting.has(sessionId)) return;
    const began = performance.now();
    const id = correlationId() ?? sessionId;
    let at = ifAt;
    do {
      const { stored, problem, warm, goesOnAt } = await this.turnOrFail(sessionId, at);
      if (problem) this.drafts.remember(problem, stored);
      if (warm) await this.strategies.put(sessionId, warm);
      at = goesOnAt;
    } while (at !== undefined && performance.now() - began < JOB_MILLISECONDS);
    if (at !== undefined) {
      await this.queue.enqueue('advanceSession', {
        sessionId,
        cause: `v${at}`,
        ifAt: at,
        correlationId: id,
      });
    }
  }

  private async turnOrFail(sessionId: string, ifAt: number | undefined): Promise<TurnResult> {
    try {
      return await this.database.transaction((transaction) => this.turn(transaction, sessionId, ifAt));
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

  private async turn(
    transaction: Transaction,
    sessionId: string,
    ifAt: number | undefined,
  ): Promise<TurnResult> {
    const session = await this.lock(transaction, sessionId, ifAt);
    if (!session || isTerminalSession(session.state)) return NOTHING;
    if (ifAt !== undefined && session.policyVersion !== ifAt) return NOTHING;
    if (session.format > ROW_FORMAT) return NOTHING;
    if (session.state === 'CANCELLING') return this.cancel(transaction, session);
    const open = await this.sessionTrials.open(transaction, sessionId);
    const elapsedSeconds = await this.sessions.elapsedSeconds(transaction, session);
    const progress = { ...progressOf(session, open), elapsedSeconds };
    const step = nextStep(session, progress);
    if (step.kind === 'wait' && !hasNews(session, open)) return NOTHING;

    const problem = await this.problems.get(session.projectId, session.experimentId);
    const strategy = await this.strategies.take(transaction, session, problem.space);
    const turn = new SessionTurn(strategy, strategyOf(session).batchSize(session.options), problem, progress);
    await turn.observeOpen(open);
    if (step.kind === 'end') {
      const { events } = await this.write(transaction, session, problem, strategy, turn);
      const result = await this.end(transaction, session, step.change, events);
      await strategy.dispose();
      return result;
    }
    if (step.kind === 'train-finalists') await this.addFinalists(transaction, session, turn);
    const exhausted =
      step.kind === 'propose' && !(await search(session, problem, turn, step, elapsedSeconds));
    const { stored, events } = await this.write(transaction, session, problem, strategy, turn);
    if (session.state === 'QUEUED' || exhausted) {
      const stopReason = exhausted ? 'SPACE_EXHAUSTED' : null;
      await this.sessions.change(transaction, sessionId, {
        state: 'RUNNING',
        ...(stopReason && { stopReason }),
      });
      events.push({ type: 'SESSION_STATE_CHANGED', state: 'RUNNING', stopReason });
    }
    await this.events.append(transaction, sessionId, events);
    return {
      stored,
      problem,
      warm: { strategy, proposed: turn.progress.proposed },
      ...(canGoOn(session, open, stored) && { goesOnAt: strategy.policyVersion }),
    };
  }

  /** One with `ifAt` may find that it has nothing to do: nobody is to rely on it. */
  private async lock(
    transaction: Transaction,
    sessionId: string,
    ifAt: number | undefined,
  ): Promise<SearchSessionEntity | null> {
    if (ifAt === undefined) this.waiting.add(sessionId);
    try {
      return await this.sessions.lock(transaction, sessionId);
    } finally {
      if (ifAt === undefined) this.waiting.delete(sessionId);
    }
  }

  /** Writes what came to pass in a turn; the events that tell of it are still to be appended, last of all. */
  private async write(
    transaction: Transaction,
    session: SearchSessionEntity,
    problem: SessionProblem,
    strategy: Strategy,
    turn: SessionTurn,
  ): Promise<{ stored: StoredTrial[]; events: SessionEventPayload[] }> {
    const { id } = session;
    const stored = await this.drafts.store(transaction, id, problem, turn.trials);
    await this.turns.save(transaction, id, {
      policyVersion: strategy.policyVersion,
      proposed: turn.progress.proposed,
      updates: turn.updates,
      told: turn.told,
      totals: turn.totals,
      snapshot: await ofStrategy(() => strategy.snapshot()),
    });
    return { stored, events: turnEvents(turn.happened, stored) };
  }

  /** The best architectures once more, by the final recipe and from each seed: these networks are kept, tested and exported. */
  private async addFinalists(
    transaction: Transaction,
    session: SearchSessionEntity,
    turn: SessionTurn,
  ): Promise<void> {
    const { id, projectId, retrainTop, retrainSeeds } = session;
    const best = await this.trialViews.best(transaction, projectId, id, retrainTop);
    for (const { architecture, logProbability, policyVersion } of best) {
      const { tokens } = architecture;
      for (let seed = 0; seed < retrainSeeds; seed += 1) {
        turn.add('FINAL', { tokens, logProbability, policyVersion }, seed);
      }
    }
  }

  /** A trial that came back to the queue after the cancellation would wait there for ever. */
  private async cancel(transaction: Transaction, session: SearchSessionEntity): Promise<TurnResult> {
    const cancelled = await this.trials.cancelQueued(transaction, session.id);
    const events = trialEvents(await this.trials.told(transaction, cancelled));
    const open = await this.sessionTrials.open(transaction, session.id);
    const step = nextStep(session, { ...progressOf(session, open), elapsedSeconds: 0 });
    if (step.kind === 'end') return this.end(transaction, session, step.change, events);
    await this.events.append(transaction, session.id, events);
    return NOTHING;
  }

  private async end(
    transaction: Transaction,
    session: SearchSessionEntity,
    change: SessionChange,
    events: readonly SessionEventPayload[],
  ): Promise<TurnResult> {
    const last = change.error && (await this.sessionTrials.lastFailure(transaction, session.id));
    const error = change.error && (last ? `${change.error}; the last one: ${last}` : change.error);
    await this.sessions.change(transaction, session.id, { ...change, ...(error && { error }) });
    const { state, stopReason = null } = change;
    await this.events.append(transaction, session.id, [
      ...events,
      { type: 'SESSION_STATE_CHANGED', state, stopReason },
    ]);
    return NOTHING;
  }
}

import { once } from 'node:events';
import type { JobQueue } from '../../jobs/index.js';
import { type Logger, withCorrelation } from '../../platform/logging/index.js';
import { CoalescedWork } from '../../platform/repetition/index.js';
import { HeldLease } from './held-lease.js';
import type { TrialEvaluator } from './trial-evaluator.js';
import type { ClaimedTrial, Conclusion, EndedTrial, TrialEnding } from './trial-lease.js';
import type { TrialLeaseService } from './trial-lease.service.js';
import type { EvaluatorKind } from './typeorm-trial-claims.js';

export interface EvaluationPlacesOptions {
  readonly kind: EvaluatorKind;
  readonly evaluator: TrialEvaluator;
  readonly leases: TrialLeaseService;
  readonly queue: JobQueue;
  /** Who holds the leases. */
  readonly worker: string;
  readonly leaseSeconds: number;
  readonly logger: Logger;
}

/**
 * The places of one evaluator: each holds a trial, and takes the next one when that has ended. What ends at the same time is
 * written in one transaction, and what is free at the same time is filled by one.
 */
export class EvaluationPlaces {
  /** By their tokens: a place may take the next attempt at a trial before it has let go of the last one. */
  private readonly held = new Map<string, { readonly trial: ClaimedTrial; readonly lease: HeldLease }>();
  private readonly evaluations = new Set<Promise<void>>();
  private busy = 0;
  private ended: EndedTrial[] = [];
  /** Sessions of which trials have ended, with the last one of each. */
  private readonly untold = new Map<string, ClaimedTrial>();
  private stopping = false;
  // Each waits for Postgres, and none for another: a place is empty for no longer than its own trial takes.
  private readonly filling: CoalescedWork;
  private readonly concluding: CoalescedWork;
  private readonly telling: CoalescedWork;

  constructor(private readonly options: EvaluationPlacesOptions) {
    // Postgres may be away for a moment.
    const onFailure = (error: unknown) =>
      options.logger.warn('A worker could not write or take trials, and will try again', { error });
    this.filling = new CoalescedWork(() => this.fill(), onFailure);
    this.concluding = new CoalescedWork(() => this.conclude(), onFailure);
    this.telling = new CoalescedWork(() => this.tellSessions(), onFailure);
  }

  /** Looks soon what has ended and what waits. */
  wake(): void {
    this.filling.wake();
    this.concluding.wake();
    this.telling.wake();
  }

  /** Looks whether the leases on trials of a session still stand; of every session when the id is empty. */
  checkLeases(sessionId: string): void {
    for (const { trial, lease } of this.held.values()) {
      if (sessionId === '' || trial.sessionId === sessionId) void lease.check();
    }
  }

  /** Takes no more trials, and waits until those that it has have ended, but no longer than until `deadline` aborts. */
  async drain(deadline: AbortSignal): Promise<void> {
    this.stopping = true;
    await this.filling.settled();
    if (!deadline.aborted) await Promise.race([Promise.all(this.evaluations), once(deadline, 'abort')]);
  }

  /** Takes no more trials, and hands back what has not ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const { lease } of this.held.values()) lease.giveUp();
    await this.options.evaluator.stop();
    await this.filling.settled();
    await Promise.all(this.evaluations);
    await this.concluding.settled();
    await this.telling.settled();
    for (const { lease } of this.held.values()) lease.release();
  }

  private async fill(): Promise<void> {
    const { evaluator, leases, kind, worker } = this.options;
    const free = evaluator.places - this.busy;
    if (this.stopping || free <= 0) return;
    for (const trial of await leases.take(kind, free, worker)) this.begin(trial);
  }

  private begin(trial: ClaimedTrial): void {
    const { leases, leaseSeconds, logger } = this.options;
    const lease = new HeldLease(leases, trial, leaseSeconds, logger);
    this.held.set(trial.leaseToken, { trial, lease });
    this.busy += 1;
    const evaluation = withCorrelation(trial.correlationId, async () => {
      const ending = await this.evaluate(trial, lease);
      this.busy -= 1;
      this.filling.wake();
      if (await lease.reported()) this.ended.push({ trial, ending });
      else this.leave(trial);
      this.concluding.wake();
      this.evaluations.delete(evaluation);
    });
    this.evaluations.add(evaluation);
  }

  /** Writes nothing of an evaluation: when its lease has run out, the trial is another attempt's. */
  private leave(trial: ClaimedTrial): void {
    const { id: trialId, correlationId } = trial;
    this.options.logger.warn('A trial is left to its next attempt', { trialId, correlationId });
    this.letGo(trial);
  }

  private letGo({ leaseToken }: ClaimedTrial): void {
    this.held.get(leaseToken)?.lease.release();
    this.held.delete(leaseToken);
  }

  private async evaluate(trial: ClaimedTrial, lease: HeldLease): Promise<TrialEnding> {
    try {
      return await this.options.evaluator.evaluate(trial, lease);
    } catch (error) {
      this.options.logger.error('An evaluation broke', { trialId: trial.id, error });
      const failureMessage = error instanceof Error ? error.message : String(error);
      return { state: 'FAILED', failure: 'TRAINER_ERROR', failureMessage };
    }
  }

  /** Writes down what has ended. Leases are kept until that is done. */
  private async conclude(): Promise<void> {
    const ended = this.ended.splice(0);
    if (ended.length === 0) return;
    try {
      await this.write(ended);
    } catch (error) {
      this.ended.unshift(...ended);
      throw error;
    }
    for (const { trial } of ended) this.letGo(trial);
  }

  private async write(ended: readonly EndedTrial[]): Promise<void> {
    const conclusions = await this.options.leases.conclude(ended);
    for (const [index, one] of ended.entries()) {
      const conclusion = conclusions[index];
      if (!conclusion) continue;
      this.tellOf(one, conclusion);
      if (conclusion.kind === 'ended' || wasStoppedEarly(conclusion))
        this.untold.set(one.trial.sessionId, one.trial);
    }
    this.telling.wake();
  }

  /** Wakes the sessions that have something to do now. */
  private async tellSessions(): Promise<void> {
    const { leases, queue } = this.options;
    const ended = new Map(this.untold);
    if (ended.size === 0) return;
    for (const sessionId of await leases.dueSessions([...ended.keys()])) {
      const { id: cause = '', correlationId = sessionId } = ended.get(sessionId) ?? {};
      await queue.hand('advanceSession', { sessionId, cause, correlationId });
    }
    for (const [sessionId, trial] of ended) {
      // Of one that has ended meanwhile the session is still to be told.
      if (this.untold.get(sessionId) === trial) this.untold.delete(sessionId);
    }
  }

  private tellOf({ trial, ending }: EndedTrial, conclusion: Conclusion): void {
    const { logger } = this.options;
    const { id: trialId, sessionId, number, correlationId } = trial;
    if (conclusion.kind === 'ended') {
      logger.info('A trial ended', { trialId, sessionId, number, state: ending.state, correlationId });
    } else if (conclusion.kind === 'again') {
      const { failure, failureMessage: reason } = ending;
      const { attempt, afterSeconds } = conclusion;
      logger.warn('A trial is tried again', {
        trialId,
        failure,
        reason,
        attempt,
        afterSeconds,
        correlationId,
      });
    } else if (wasStoppedEarly(conclusion)) {
      logger.info('A trial was stopped early', { trialId, sessionId, number, correlationId });
    } else {
      const { standing } = conclusion;
      logger.warn('A trial ended after its lease: the result is dropped', {
        trialId,
        standing,
        correlationId,
      });
    }
  }
}

/** Its result was written when its scheduler decided; only its session is still to be told. */
const wasStoppedEarly = (conclusion: Conclusion) =>
  conclusion.kind === 'refused' && conclusion.standing?.state === 'EARLY_STOPPED';

import { once } from 'node:events';
import { setImmediate as breath } from 'node:timers/promises';
import type { JobQueue } from '../../jobs/index.js';
import { type Logger, withCorrelation } from '../../platform/logging/index.js';
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
  private looking: Promise<void> | undefined;
  private wanted = false;
  private stopping = false;

  constructor(private readonly options: EvaluationPlacesOptions) {}

  /** Looks soon what has ended and what waits. */
  wake(): void {
    this.wanted = true;
    this.looking ??= this.look();
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
    await this.looking;
    if (!deadline.aborted) await Promise.race([Promise.all(this.evaluations), once(deadline, 'abort')]);
  }

  /** Takes no more trials, and hands back what has not ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const { lease } of this.held.values()) lease.giveUp();
    await this.options.evaluator.stop();
    await Promise.all(this.evaluations);
    await this.looking;
    for (const { lease } of this.held.values()) lease.release();
  }

  private async look(): Promise<void> {
    while (this.wanted) {
      // Whatever else comes to pass in this moment belongs to the same turn.
      await breath();
      this.wanted = false;
      await Promise.all([this.attempt(() => this.conclude()), this.attempt(() => this.fill())]);
    }
    this.looking = undefined;
  }

  /** Postgres may be away for a moment; whoever looks next tries again. */
  private async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.options.logger.warn('A worker could not write or take trials, and will try again', { error });
    }
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
      this.wake();
      if (await lease.reported()) this.ended.push({ trial, ending });
      else this.leave(trial);
      this.wake();
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
    const { leases, queue } = this.options;
    const conclusions = await leases.conclude(ended);
    const last = new Map<string, ClaimedTrial>();
    for (const [index, one] of ended.entries()) {
      const conclusion = conclusions[index];
      if (!conclusion) continue;
      this.tellOf(one, conclusion);
      if (conclusion.kind === 'ended' || wasStoppedEarly(conclusion))
        last.set(one.trial.sessionId, one.trial);
    }
    for (const sessionId of await leases.dueSessions([...last.keys()])) {
      const { id: cause = '', correlationId = sessionId } = last.get(sessionId) ?? {};
      await queue.enqueue('advanceSession', { sessionId, cause, correlationId });
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

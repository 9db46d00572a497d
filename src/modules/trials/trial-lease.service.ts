import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import type { EpochReport, FailureKind } from '../../training/index.js';
import { ArtifactRepository } from '../artifacts/index.js';
import { EventLog, type SessionEventPayload } from '../events/index.js';
import { defaultRetryRules, isTabular, pauseBeforeRetry, retryRuleOf } from '../experiments/index.js';
import { EarlyStopping } from './early-stopping.service.js';
import { withFailureReward } from './failure-reward.js';
import { claimedTrial, type ToldTrial, trialEvents } from './told-trial.js';
import type { ClaimedTrial, Conclusion, EndedTrial, ReportAnswer, TrialEnding } from './trial-lease.js';
import { EqualTrialRepository } from './typeorm-equal-trials.js';
import { TrialAttemptRepository } from './typeorm-trial-attempts.js';
import { TrialCheckpointRepository } from './typeorm-trial-checkpoints.js';
import { type EvaluatorKind, TrialClaimRepository, type WaitingTrial } from './typeorm-trial-claims.js';
import { TrialRepository } from './typeorm-trials.js';

/** JSON has no NaN; the measurement row keeps it. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const epochOf =
  ({ id: trialId, number }: ClaimedTrial) =>
  ({ epoch, validationAccuracy, trainLoss }: EpochReport): SessionEventPayload => ({
    type: 'EPOCH_REPORTED',
    trialId,
    number,
    epoch,
    validationAccuracy: finite(validationAccuracy),
    trainLoss: finite(trainLoss),
  });

/**
 * The life of a trial between queue and end. Each step is one transaction in which the state and the
 * event that tells of it are written together; a step whose lease is lost changes nothing and says so.
 */
@Injectable()
export class TrialLeaseService {
  constructor(
    private readonly database: Database,
    private readonly trials: TrialRepository,
    private readonly claims: TrialClaimRepository,
    private readonly attempts: TrialAttemptRepository,
    private readonly checkpoints: TrialCheckpointRepository,
    private readonly equals: EqualTrialRepository,
    private readonly earlyStopping: EarlyStopping,
    private readonly artifacts: ArtifactRepository,
    private readonly events: EventLog,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Leases up to `places` of the trials that wait, those first whose turn it is. */
  async take(evaluator: EvaluatorKind, places: number, worker: string): Promise<ClaimedTrial[]> {
    const waiting = await this.claims.waiting(this.database.session, evaluator, places, worker);
    return waiting.length === 0 ? [] : this.claim(waiting, places, worker);
  }

  /** Of these trials those that still wait, and that no other worker takes at the same time. */
  async claim(waiting: readonly WaitingTrial[], places: number, worker: string): Promise<ClaimedTrial[]> {
    return this.database.transaction(async (transaction) => {
      const { leaseSeconds } = this.configuration;
      const claimed = await this.claims.claim(transaction, waiting, places, worker, leaseSeconds);
      await this.tell(transaction, claimed.map(claimedTrial));
      return claimed;
    });
  }

  /** Prolongs the lease, and says whether to go on. */
  async heartbeat(trial: ClaimedTrial): Promise<'held' | 'lost' | 'cancelling'> {
    const { session } = this.database;
    if (!(await this.trials.renew(session, trial, this.configuration.leaseSeconds))) return 'lost';
    return (await this.trials.isCancelling(session, trial.sessionId)) ? 'cancelling' : 'held';
  }

  /**
   * Stores what epochs measured, those left out that are stored already. Where the scheduler stops the trial by that, it ends in the
   * same transaction: its worker may die on the news, and nothing is left to do but to tell its session.
   */
  async reportEpochs(trial: ClaimedTrial, reports: readonly EpochReport[]): Promise<ReportAnswer> {
    return this.database.transaction(async (transaction) => {
      const stored = await this.trials.recordEpochs(transaction, trial, reports);
      if (stored === null) {
        const standing = await this.trials.standing(transaction, trial.id);
        return standing?.state === 'EARLY_STOPPED' ? 'stopped' : 'lost';
      }
      const news = reports.filter(({ epoch }) => epoch > stored);
      if (news.length === 0) return 'held';
      const ending = await this.earlyStopping.endingOf(transaction, trial, stored);
      const ended = await this.end(transaction, ending ? [{ trial, ending }] : []);
      await this.events.append(transaction, trial.sessionId, news.map(epochOf(trial)));
      await this.tell(transaction, [...ended.held, ...ended.shared]);
      return ending ? 'stopped' : 'held';
    });
  }

  /**
   * Writes down what evaluations came to, in their order: a trial ends, or goes back to the queue where its failure is one
   * that is tried again. Of one whose lease was lost meanwhile nothing is written: it is told where it stands.
   */
  async conclude(ended: readonly EndedTrial[]): Promise<Conclusion[]> {
    return this.database.transaction(async (transaction) => {
      const again = new Map<EndedTrial, Conclusion>();
      for (const one of ended) {
        const conclusion = await this.tryAgain(transaction, one);
        if (conclusion) again.set(one, conclusion);
      }
      const written = await this.end(
        transaction,
        ended.filter((one) => !again.has(one)),
      );
      const back = await this.trials.told(
        transaction,
        [...again.keys()].map(({ trial }) => trial.id),
      );
      await this.tell(transaction, [...written.held, ...written.shared, ...back]);
      const ids = new Set(written.held.map(({ id }) => id));
      const conclusions: Conclusion[] = [];
      for (const one of ended) {
        const conclusion = again.get(one) ?? (await this.endedOrRefused(transaction, one, ids));
        conclusions.push(conclusion);
      }
      return conclusions;
    });
  }

  private async tryAgain(
    transaction: Transaction,
    { trial, ending }: EndedTrial,
  ): Promise<Conclusion | null> {
    if (!ending.failure) return null;
    if (ending.handedBack) return this.handBack(transaction, trial, ending.failure, ending);
    const rule = retryRuleOf(trial.definition, ending.failure);
    const earlier = await this.attempts.count(transaction, trial.id, ending.failure);
    if (earlier >= rule.times) return null;
    const afterSeconds = pauseBeforeRetry(rule, earlier);
    if (!(await this.attempts.again(transaction, trial, ending.failure, ending, afterSeconds))) return null;
    await this.claims.tellWorkers(transaction);
    return { kind: 'again', attempt: trial.attempt + 1, afterSeconds };
  }

  /** Null when the lease is lost. */
  private async handBack(
    transaction: Transaction,
    trial: ClaimedTrial,
    failure: FailureKind,
    ending: TrialEnding,
  ): Promise<Conclusion | null> {
    if (!(await this.attempts.again(transaction, trial, failure, ending, 0))) return null;
    const checkpoint = ending.handedBack?.checkpoint;
    if (checkpoint) await this.checkpoints.store(transaction, trial.id, checkpoint);
    await this.claims.tellWorkers(transaction);
    return { kind: 'again', attempt: trial.attempt + 1, afterSeconds: 0 };
  }

  /** Ends those of which the lease is held, and with them those that wait for their results. */
  private async end(transaction: Transaction, ended: readonly EndedTrial[]) {
    if (ended.length === 0) return { held: [], shared: [] };
    const rewarded = ended.map(({ trial, ending }) => ({
      trial,
      ending: withFailureReward(trial.definition.objective, ending),
    }));
    const held = await this.trials.end(transaction, rewarded);
    const ids = new Set(held.map(({ id }) => id));
    const written = ended.filter(({ trial }) => ids.has(trial.id));
    for (const { trial, ending } of written) {
      if (ending.onnx) await this.artifacts.store(transaction, trial.id, 'model.onnx', ending.onnx);
    }
    // What a table says nobody waits for.
    const trained = written.filter(({ trial }) => !isTabular(trial.definition));
    const idsIn = (...states: readonly string[]) =>
      trained.filter(({ ending }) => states.includes(ending.state)).map(({ trial }) => trial.id);
    const shared = await this.equals.share(transaction, idsIn('SUCCEEDED', 'EARLY_STOPPED'));
    await this.giveWay(transaction, idsIn('FAILED'));
    return { held, shared: await this.trials.told(transaction, shared) };
  }

  private async endedOrRefused(
    transaction: Transaction,
    { trial }: EndedTrial,
    written: ReadonlySet<string>,
  ): Promise<Conclusion> {
    if (written.has(trial.id)) return { kind: 'ended' };
    return { kind: 'refused', standing: await this.trials.standing(transaction, trial.id) };
  }

  /** Trials that are equal to these, which have failed, wait no longer. */
  private async giveWay(transaction: Transaction, failed: readonly string[]): Promise<void> {
    if (failed.length === 0) return;
    await this.equals.succeed(transaction, failed);
    await this.claims.tellWorkers(transaction);
  }

  /**
   * Which of these sessions have something to do now that trials of theirs have ended. Of several that end at the same time the
   * last one to be committed sees that nothing else is under way.
   */
  async dueSessions(sessionIds: readonly string[]): Promise<string[]> {
    return this.trials.dueSessions(this.database.session, sessionIds);
  }

  /** Forgets how far trainings had come that have ended since. */
  async forgetCheckpoints(): Promise<void> {
    await this.checkpoints.forget(this.database.session);
  }

  /** Takes back the leases that ran out; returns the sessions that they belong to. */
  async expireLeases(): Promise<string[]> {
    return this.database.transaction(async (transaction) => {
      const expired = await this.attempts.expire(transaction, defaultRetryRules.PREEMPTED.times);
      const failed = expired.filter(({ state }) => state === 'FAILED').map(({ id }) => id);
      await this.giveWay(transaction, failed);
      if (expired.length > 0) await this.claims.tellWorkers(transaction);
      const ids = expired.map(({ id }) => id);
      await this.tell(transaction, await this.trials.told(transaction, ids));
      return [...new Set(expired.map(({ sessionId }) => sessionId))];
    });
  }

  /** Sessions in the order of their ids: whoever writes to several locks their streams in the same order. */
  private async tell(transaction: Transaction, trials: readonly ToldTrial[]): Promise<void> {
    for (const sessionId of [...new Set(trials.map((trial) => trial.sessionId))].sort()) {
      const own = trials.filter((trial) => trial.sessionId === sessionId);
      await this.events.append(transaction, sessionId, trialEvents(own));
    }
  }
}

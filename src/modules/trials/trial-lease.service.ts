import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import type { EpochReport } from '../../training/index.js';
import { ArtifactRepository } from '../artifacts/index.js';
import { EventLog, type SessionEventPayload } from '../events/index.js';
import { withFailureReward } from './failure-reward.js';
import { MAXIMUM_ATTEMPTS } from './failure-rules.js';
import type { ClaimedTrial, EndedTrial } from './trial-lease.js';
import { type EvaluatorKind, TrialClaimRepository, type WaitingTrial } from './typeorm-trial-claims.js';
import { TrialRepository } from './typeorm-trials.js';

/** JSON has no NaN; the measurement row keeps it. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

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
    private readonly artifacts: ArtifactRepository,
    private readonly events: EventLog,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Leases up to `places` of the trials that wait, those first whose turn it is. */
  async take(evaluator: EvaluatorKind, places: number, worker: string): Promise<ClaimedTrial[]> {
    const waiting = await this.claims.waiting(this.database.session, evaluator, places);
    return waiting.length === 0 ? [] : this.claim(waiting, places, worker);
  }

  /** Of these trials those that still wait, and that no other worker takes at the same time. */
  async claim(waiting: readonly WaitingTrial[], places: number, worker: string): Promise<ClaimedTrial[]> {
    return this.database.transaction(async (transaction) => {
      const { leaseSeconds } = this.configuration;
      const claimed = await this.claims.claim(transaction, waiting, places, worker, leaseSeconds);
      await this.tell(transaction, claimed);
      return claimed;
    });
  }

  /** Prolongs the lease, and says whether to go on. */
  async heartbeat(trial: ClaimedTrial): Promise<'held' | 'lost' | 'cancelling'> {
    const { session } = this.database;
    if (!(await this.trials.renew(session, trial, this.configuration.leaseSeconds))) return 'lost';
    return (await this.trials.isCancelling(session, trial.sessionId)) ? 'cancelling' : 'held';
  }

  /** False when the lease is lost. */
  async reportEpoch(trial: ClaimedTrial, report: EpochReport): Promise<boolean> {
    const { epoch, ...metrics } = report;
    return this.database.transaction(async (transaction) => {
      if (!(await this.trials.recordEpoch(transaction, trial, epoch, metrics))) return false;
      const event: SessionEventPayload = {
        type: 'EPOCH_REPORTED',
        trialId: trial.id,
        number: trial.number,
        epoch,
        validationAccuracy: finite(report.validationAccuracy),
        trainLoss: finite(report.trainLoss),
      };
      await this.events.append(transaction, trial.sessionId, [event]);
      return true;
    });
  }

  /** Writes results. Returns the trials whose lease was held; what of the others comes late is dropped. */
  async end(ended: readonly EndedTrial[]): Promise<ClaimedTrial[]> {
    return this.database.transaction(async (transaction) => {
      const rewarded = ended.map(({ trial, ending }) => ({
        trial,
        ending: withFailureReward(trial.definition.objective, ending),
      }));
      const ids = await this.trials.end(transaction, rewarded);
      const held = ended.filter(({ trial }) => ids.has(trial.id));
      for (const { trial, ending } of held) {
        if (ending.onnx) await this.artifacts.store(transaction, trial.id, 'model.onnx', ending.onnx);
      }
      const trials = held.map(({ trial }) => trial);
      await this.tell(transaction, trials);
      return trials;
    });
  }

  /**
   * Which of these sessions have something to do now that trials of theirs have ended. Of several that end at the same time the
   * last one to be committed sees that nothing else is under way.
   */
  async dueSessions(sessionIds: readonly string[]): Promise<string[]> {
    return this.trials.dueSessions(this.database.session, sessionIds);
  }

  /** Gives a trial back for its next attempt. False when the lease is lost. */
  async handBack(trial: ClaimedTrial): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      if (!(await this.trials.requeue(transaction, trial))) return false;
      await this.claims.tellWorkers(transaction);
      await this.tell(transaction, [trial]);
      return true;
    });
  }

  /** Takes back the leases that ran out; returns the sessions that they belong to. */
  async expireLeases(): Promise<string[]> {
    return this.database.transaction(async (transaction) => {
      const expired = await this.trials.expire(transaction, MAXIMUM_ATTEMPTS);
      if (expired.length > 0) await this.claims.tellWorkers(transaction);
      await this.tell(transaction, expired);
      return [...new Set(expired.map(({ sessionId }) => sessionId))];
    });
  }

  /** Sessions in the order of their ids: whoever writes to several locks their streams in the same order. */
  private async tell(
    transaction: Transaction,
    trials: readonly Pick<ClaimedTrial, 'id' | 'sessionId'>[],
  ): Promise<void> {
    for (const sessionId of [...new Set(trials.map((trial) => trial.sessionId))].sort()) {
      const ids = trials.filter((trial) => trial.sessionId === sessionId).map(({ id }) => id);
      const snapshots = await this.trials.snapshots(transaction, ids);
      await this.events.append(
        transaction,
        sessionId,
        snapshots.map((trial) => ({ type: 'TRIAL_STATE_CHANGED', trial })),
      );
    }
  }
}

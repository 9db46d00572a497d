import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import type { EpochReport } from '../../training/index.js';
import { ArtifactRepository } from '../artifacts/index.js';
import { EventLog, type SessionEventPayload } from '../events/index.js';
import { MAXIMUM_ATTEMPTS } from './failure-rules.js';
import type { ClaimedTrial, TrialEnding } from './trial-lease.js';
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
    private readonly artifacts: ArtifactRepository,
    private readonly events: EventLog,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Null when another worker was faster, or the trial waits no longer. */
  async claim(trialId: string, attempt: number, worker: string): Promise<ClaimedTrial | null> {
    return this.database.transaction(async (transaction) => {
      const { leaseSeconds } = this.configuration;
      const claimed = await this.trials.claim(transaction, trialId, attempt, worker, leaseSeconds);
      if (claimed) await this.tell(transaction, claimed.sessionId, [claimed.id]);
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

  /** False when the lease is lost. */
  async end(trial: ClaimedTrial, ending: TrialEnding): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      if (!(await this.trials.end(transaction, trial, ending))) return false;
      if (ending.onnx) await this.artifacts.store(transaction, trial.id, 'model.onnx', ending.onnx);
      await this.tell(transaction, trial.sessionId, [trial.id]);
      return true;
    });
  }

  /**
   * Whether the session has something to do now that one of its trials has ended. Of several that end at the same time the
   * last one to be committed sees that nothing else is under way.
   */
  async wakesSession(trial: ClaimedTrial): Promise<boolean> {
    return this.trials.isSessionDue(this.database.session, trial.sessionId);
  }

  /** Gives a trial back for its next attempt. False when the lease is lost. */
  async handBack(trial: ClaimedTrial): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      if (!(await this.trials.requeue(transaction, trial))) return false;
      await this.tell(transaction, trial.sessionId, [trial.id]);
      return true;
    });
  }

  /** Takes back the leases that ran out; returns the sessions that they belong to. */
  async expireLeases(): Promise<string[]> {
    return this.database.transaction(async (transaction) => {
      const expired = await this.trials.expire(transaction, MAXIMUM_ATTEMPTS);
      const sessions = [...new Set(expired.map(({ sessionId }) => sessionId))].sort();
      for (const sessionId of sessions) {
        const ids = expired.filter((trial) => trial.sessionId === sessionId).map(({ id }) => id);
        await this.tell(transaction, sessionId, ids);
      }
      return sessions;
    });
  }

  private async tell(transaction: Transaction, sessionId: string, ids: readonly string[]): Promise<void> {
    const snapshots = await this.trials.snapshots(transaction, ids);
    await this.events.append(
      transaction,
      sessionId,
      snapshots.map((trial) => ({ type: 'TRIAL_STATE_CHANGED', trial })),
    );
  }
}

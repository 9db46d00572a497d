import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../../platform/logging/index.js';
import type { EpochReport } from '../../training/index.js';
import { heartbeatMilliseconds } from '../workers/index.js';
import type { ClaimedTrial, ReportAnswer } from './trial-lease.js';
import type { TrialLeaseService } from './trial-lease.service.js';

/** Before reports that could not be stored are tried again. */
const RETRY_MILLISECONDS = 250;

/**
 * Keeps a lease alive while its trial is evaluated. `signal` aborts when the lease is lost or the
 * session is being cancelled: either way the evaluation is worth nothing any more. It aborts as well when the trial has been
 * stopped early: then its result stands already.
 */
export class HeldLease {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly waiting: EpochReport[] = [];
  private storing: Promise<void> | undefined;
  private readonly givenUp = new AbortController();

  constructor(
    private readonly leases: TrialLeaseService,
    private readonly trial: ClaimedTrial,
    leaseSeconds: number,
    private readonly logger: Logger,
  ) {
    this.timer = setInterval(() => void this.check(), heartbeatMilliseconds(leaseSeconds));
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Renews the lease and looks whether the trial is still wanted. */
  async check(): Promise<void> {
    try {
      const standing = await this.leases.heartbeat(this.trial);
      if (standing !== 'held') this.controller.abort(standing);
    } catch (error) {
      // Postgres may be back before the lease ends; if not, the lease ends and the trial is run again.
      this.logger.warn('A heartbeat failed', { trialId: this.trial.id, error });
    }
  }

  /** Stores what an epoch measured: behind what was reported before, and together with what waits by then. */
  report(report: EpochReport): void {
    if (this.signal.reason === 'stopped') return;
    this.waiting.push(report);
    this.storing ??= this.store();
  }

  /**
   * Resolves when it is known whether every report is stored. Where one is not, the lease is lost or was given up: a result
   * would be without its measurements, and the trial is the next attempt's.
   */
  async reported(): Promise<boolean> {
    await this.storing;
    return this.waiting.length === 0;
  }

  /** What cannot be stored now is not tried again. */
  giveUp(): void {
    this.givenUp.abort();
  }

  release(): void {
    clearInterval(this.timer);
  }

  private async store(): Promise<void> {
    let outcome: ReportAnswer | 'away' = 'held';
    while (this.waiting.length > 0 && outcome !== 'lost') {
      outcome = await this.tryToStore([...this.waiting]);
      if (outcome !== 'away') continue;
      if (this.givenUp.signal.aborted) break;
      await this.breathe();
    }
    if (outcome === 'lost' || outcome === 'stopped') this.controller.abort(outcome);
    this.storing = undefined;
  }

  private async tryToStore(reports: readonly EpochReport[]): Promise<ReportAnswer | 'away'> {
    try {
      const answer = await this.leases.reportEpochs(this.trial, reports);
      if (answer === 'held') this.waiting.splice(0, reports.length);
      if (answer === 'stopped') this.waiting.splice(0);
      return answer;
    } catch (error) {
      // Postgres may be back before the lease ends. Nobody else knows of these epochs, so that they are kept until then.
      this.logger.warn('Reports were not stored, and are tried again', { trialId: this.trial.id, error });
      return 'away';
    }
  }

  private async breathe(): Promise<void> {
    const { signal } = this.givenUp;
    await pause(RETRY_MILLISECONDS, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

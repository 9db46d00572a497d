import type { Logger } from '../../platform/logging/index.js';
import type { ClaimedTrial } from './trial-lease.js';
import type { TrialLeaseService } from './trial-lease.service.js';

/** Beats so often that two lost beats do not lose the lease. */
const BEATS_PER_LEASE = 3;

/**
 * Keeps a lease alive while its trial is evaluated. `signal` aborts when the lease is lost or the
 * session is being cancelled: either way the evaluation is worth nothing any more.
 */
export class HeldLease {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private reports: Promise<void> = Promise.resolve();

  constructor(
    private readonly leases: TrialLeaseService,
    private readonly trial: ClaimedTrial,
    leaseSeconds: number,
    private readonly logger: Logger,
  ) {
    this.timer = setInterval(() => void this.check(), (leaseSeconds * 1000) / BEATS_PER_LEASE);
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

  /** Queues a report behind those before it, so that epochs are stored in their order. */
  report(write: () => Promise<boolean>): void {
    this.reports = this.reports.then(async () => {
      try {
        if (!(await write())) this.controller.abort('lost');
      } catch (error) {
        this.logger.warn('A report was not stored', { trialId: this.trial.id, error });
      }
    });
  }

  /** Resolves when every report so far is stored. */
  async reported(): Promise<void> {
    await this.reports;
  }

  release(): void {
    clearInterval(this.timer);
  }
}

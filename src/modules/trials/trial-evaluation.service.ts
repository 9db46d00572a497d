import { hostname } from 'node:os';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type JobConsumer, type JobPayload, JobQueue } from '../../jobs/index.js';
import { createSpace } from '../../nas/space/index.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Notifications } from '../../platform/database/index.js';
import { newId } from '../../platform/ids/index.js';
import { correlationId, LOGGER, type Logger } from '../../platform/logging/index.js';
import type { TrainingOutcome } from '../../training/index.js';
import { failureRules } from './failure-rules.js';
import { HeldLease } from './held-lease.js';
import { TrainerPool } from './trainer-pool.js';
import { endingOf } from './trial-ending.js';
import type { ClaimedTrial } from './trial-lease.js';
import { TrialLeaseService } from './trial-lease.service.js';
import { CANCEL_CHANNEL } from './typeorm-trials.js';

/** Evaluates trials: claims one, trains it in a device slot, reports its epochs, ends it, wakes its session. */
@Injectable()
export class TrialEvaluationService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly worker = `${hostname()}/${process.pid}/${newId().slice(-6)}`;
  private readonly held = new Map<string, { readonly sessionId: string; readonly lease: HeldLease }>();
  private consumer: JobConsumer | undefined;

  constructor(
    private readonly leases: TrialLeaseService,
    private readonly trainers: TrainerPool,
    private readonly queue: JobQueue,
    private readonly notifications: Notifications,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.trainers.size === 0) return;
    this.trainers.prepare();
    await this.notifications.subscribe(CANCEL_CHANNEL, (sessionId) => this.checkLeases(sessionId));
    this.consumer = await this.queue.consume('evaluateTrial', this.trainers.size, (job) =>
      this.evaluate(job),
    );
  }

  /** What is being trained goes back to the queue, for another worker or for later. */
  async beforeApplicationShutdown(): Promise<void> {
    const stopped = this.consumer?.stop();
    await this.trainers.stop();
    await stopped;
  }

  private async evaluate({ trialId, attempt }: JobPayload<'evaluateTrial'>): Promise<void> {
    const trial = await this.leases.claim(trialId, attempt, this.worker);
    if (!trial) return;
    const lease = new HeldLease(this.leases, trial, this.configuration.leaseSeconds, this.logger);
    this.held.set(trial.id, { sessionId: trial.sessionId, lease });
    const history: number[] = [];
    const began = performance.now();
    try {
      const outcome = await this.train(trial, lease, history);
      await lease.release();
      await this.conclude(trial, outcome, history, (performance.now() - began) / 1000);
    } finally {
      await lease.release();
      this.held.delete(trial.id);
    }
  }

  private async train(trial: ClaimedTrial, lease: HeldLease, history: number[]): Promise<TrainingOutcome> {
    const { definition, inputShape, tokens, seed } = trial;
    const network = createSpace(definition.space).network(tokens, inputShape);
    const isFinal = trial.purpose === 'FINAL';
    const recipe = isFinal ? definition.finalRecipe : definition.recipe;
    return this.trainers.train(
      { network, dataSet: definition.dataSet, recipe, seed, finalReport: isFinal },
      {
        signal: lease.signal,
        timeLimitSeconds: trial.timeLimitSeconds,
        correlationId: correlationId() ?? trial.id,
        onEpoch: (report) => {
          history.push(report.validationAccuracy);
          lease.report(() => this.leases.reportEpoch(trial, report));
        },
      },
    );
  }

  private async conclude(
    trial: ClaimedTrial,
    outcome: TrainingOutcome,
    history: readonly number[],
    seconds: number,
  ): Promise<void> {
    if (outcome.kind === 'failed' && trial.attempt <= failureRules[outcome.failure].retries) {
      const { failure, message } = outcome;
      this.logger.warn('A trial is tried again', { trialId: trial.id, failure, reason: message });
      if (await this.leases.handBack(trial)) await this.wakeTrial(trial.id, trial.attempt + 1);
      return;
    }
    const ending = endingOf(outcome, trial.purpose, trial.definition.objective, history, seconds);
    if (!(await this.leases.end(trial, ending))) {
      this.logger.warn('A trial ended after its lease: the result is dropped', { trialId: trial.id });
      return;
    }
    const { id: trialId, sessionId, number } = trial;
    this.logger.info('A trial ended', { trialId, sessionId, number, state: ending.state });
    await this.queue.enqueue('advanceSession', {
      sessionId,
      cause: trialId,
      correlationId: correlationId() ?? trialId,
    });
  }

  private async wakeTrial(trialId: string, attempt: number): Promise<void> {
    await this.queue.enqueue('evaluateTrial', {
      trialId,
      attempt,
      correlationId: correlationId() ?? trialId,
    });
  }

  /** An empty id says that notifications may have been lost: every lease is looked at. */
  private checkLeases(sessionId: string): void {
    for (const held of this.held.values()) {
      if (sessionId === '' || held.sessionId === sessionId) void held.lease.check();
    }
  }
}

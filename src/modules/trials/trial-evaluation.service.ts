import { hostname } from 'node:os';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type JobConsumer, type JobPayload, JobQueue } from '../../jobs/index.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Notifications } from '../../platform/database/index.js';
import { newId } from '../../platform/ids/index.js';
import { correlationId, LOGGER, type Logger } from '../../platform/logging/index.js';
import { evaluationJobs } from './evaluation-job.js';
import { failureRules } from './failure-rules.js';
import { HeldLease } from './held-lease.js';
import { LookUpEvaluator } from './look-up.evaluator.js';
import { TrainingEvaluator } from './training.evaluator.js';
import type { TrialEvaluator } from './trial-evaluator.js';
import type { ClaimedTrial, TrialEnding } from './trial-lease.js';
import { TrialLeaseService } from './trial-lease.service.js';
import { CANCEL_CHANNEL } from './typeorm-trials.js';

type EvaluationJob = (typeof evaluationJobs)[keyof typeof evaluationJobs];

/** Evaluates trials: claims one, has it trained or looked up, ends it, wakes its session. */
@Injectable()
export class TrialEvaluationService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly worker = `${hostname()}/${process.pid}/${newId().slice(-6)}`;
  private readonly held = new Map<string, { readonly sessionId: string; readonly lease: HeldLease }>();
  private readonly evaluators: Readonly<Record<EvaluationJob, TrialEvaluator>>;
  private readonly consumers: JobConsumer[] = [];

  constructor(
    private readonly leases: TrialLeaseService,
    training: TrainingEvaluator,
    lookUp: LookUpEvaluator,
    private readonly queue: JobQueue,
    private readonly notifications: Notifications,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.evaluators = { [evaluationJobs.train]: training, [evaluationJobs.tabular]: lookUp };
  }

  async onModuleInit(): Promise<void> {
    await this.notifications.subscribe(CANCEL_CHANNEL, (sessionId) => this.checkLeases(sessionId));
    for (const name of Object.values(evaluationJobs)) {
      const evaluator = this.evaluators[name];
      if (evaluator.places === 0) continue;
      evaluator.prepare();
      const consumer = await this.queue.consume(name, evaluator.places, (job) => this.evaluate(name, job));
      this.consumers.push(consumer);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    const stopped = Promise.all(this.consumers.map((consumer) => consumer.stop()));
    await Promise.all(Object.values(this.evaluators).map((evaluator) => evaluator.stop()));
    await stopped;
  }

  private async evaluate(name: EvaluationJob, job: JobPayload<EvaluationJob>): Promise<void> {
    const trial = await this.leases.claim(job.trialId, job.attempt, this.worker);
    if (!trial) return;
    const lease = new HeldLease(this.leases, trial, this.configuration.leaseSeconds, this.logger);
    this.held.set(trial.id, { sessionId: trial.sessionId, lease });
    try {
      const ending = await this.evaluators[name].evaluate(trial, lease);
      await lease.release();
      await this.conclude(name, trial, ending);
    } finally {
      await lease.release();
      this.held.delete(trial.id);
    }
  }

  private async conclude(name: EvaluationJob, trial: ClaimedTrial, ending: TrialEnding): Promise<void> {
    const { failure, failureMessage: reason } = ending;
    const { id: trialId, sessionId, number, attempt } = trial;
    const id = correlationId() ?? trialId;
    if (failure && attempt <= failureRules[failure].retries) {
      this.logger.warn('A trial is tried again', { trialId, failure, reason });
      if (await this.leases.handBack(trial)) {
        await this.queue.enqueue(name, { trialId, attempt: attempt + 1, correlationId: id });
      }
      return;
    }
    if (!(await this.leases.end(trial, ending))) {
      this.logger.warn('A trial ended after its lease: the result is dropped', { trialId });
      return;
    }
    this.logger.info('A trial ended', { trialId, sessionId, number, state: ending.state });
    if (await this.leases.wakesSession(trial)) {
      await this.queue.enqueue('advanceSession', { sessionId, cause: trialId, correlationId: id });
    }
  }

  /** An empty id says that notifications may have been lost: every lease is looked at. */
  private checkLeases(sessionId: string): void {
    for (const held of this.held.values()) {
      if (sessionId === '' || held.sessionId === sessionId) void held.lease.check();
    }
  }
}

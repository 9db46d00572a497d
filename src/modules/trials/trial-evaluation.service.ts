import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { JobQueue } from '../../jobs/index.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Notifications } from '../../platform/database/index.js';
import { LOGGER, type Logger } from '../../platform/logging/index.js';
import { WorkerRegistration } from '../workers/index.js';
import { EvaluationPlaces } from './evaluation-places.js';
import { LookUpEvaluator } from './look-up.evaluator.js';
import { TrainingEvaluator } from './training.evaluator.js';
import type { TrialEvaluator } from './trial-evaluator.js';
import { TrialLeaseService } from './trial-lease.service.js';
import { type EvaluatorKind, TRIALS_CHANNEL } from './typeorm-trial-claims.js';
import { CANCEL_CHANNEL } from './typeorm-trials.js';

/** Whoever is told of nothing looks all the same. */
const LOOK_MILLISECONDS = 2000;

/** Evaluates trials in the places that this worker has, whenever some wait. */
@Injectable()
export class TrialEvaluationService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly places: readonly EvaluationPlaces[];
  private readonly evaluators: Readonly<Record<EvaluatorKind, TrialEvaluator>>;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    leases: TrialLeaseService,
    training: TrainingEvaluator,
    lookUp: LookUpEvaluator,
    queue: JobQueue,
    private readonly registration: WorkerRegistration,
    private readonly notifications: Notifications,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.evaluators = { train: training, tabular: lookUp };
    const { leaseSeconds } = configuration;
    const worker = registration.name;
    this.places = Object.entries(this.evaluators)
      .filter(([, evaluator]) => evaluator.places > 0)
      .map(([kind, evaluator]) => {
        const options = {
          kind: kind as EvaluatorKind,
          evaluator,
          leases,
          queue,
          worker,
          leaseSeconds,
          logger,
        };
        return new EvaluationPlaces(options);
      });
  }

  async onModuleInit(): Promise<void> {
    await this.registration.begin();
    for (const evaluator of Object.values(this.evaluators)) evaluator.prepare();
    // An empty id says that notifications may have been lost.
    await this.notifications.subscribe(CANCEL_CHANNEL, (sessionId) => {
      for (const places of this.places) places.checkLeases(sessionId);
    });
    await this.notifications.subscribe(TRIALS_CHANNEL, () => this.wake());
    this.timer = setInterval(() => this.wake(), LOOK_MILLISECONDS);
    this.wake();
  }

  /** On SIGTERM what is under way may end; whoever presses Ctrl-C wants to have done with it. */
  async beforeApplicationShutdown(signal?: string): Promise<void> {
    clearInterval(this.timer);
    const { drainSeconds } = this.configuration;
    const deadline = signal === 'SIGTERM' ? AbortSignal.timeout(drainSeconds * 1000) : AbortSignal.abort();
    await this.registration.drain();
    await Promise.all(this.places.map((places) => places.drain(deadline)));
    await Promise.all(this.places.map((places) => places.stop()));
    await this.registration.end();
  }

  private wake(): void {
    for (const places of this.places) places.wake();
  }
}

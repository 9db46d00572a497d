import { Injectable } from '@nestjs/common';
import { scoreOf } from '../../nas/objectives/index.js';
import { createScheduler, type Scheduler } from '../../nas/schedulers/index.js';
import type { Transaction } from '../../platform/database/index.js';
import type { EpochReport } from '../../training/index.js';
import { isTabular } from '../experiments/index.js';
import { earlyEndingOf } from './trial-ending.js';
import type { ClaimedTrial, TrialEnding } from './trial-lease.js';
import { TrialCurveRepository } from './typeorm-trial-curves.js';

/** Lets the scheduler of an experiment decide about a trial, from what stands in the table and from nothing else. */
@Injectable()
export class EarlyStopping {
  constructor(private readonly curves: TrialCurveRepository) {}

  /**
   * How a trial ends that its scheduler stops by what it has just measured; null where it goes on. Call it in the transaction that
   * stores the measurements.
   * @param stored the last epoch of which there were measurements before
   */
  async endingOf(transaction: Transaction, trial: ClaimedTrial, stored: number): Promise<TrialEnding | null> {
    const { definition, purpose } = trial;
    if (purpose === 'FINAL' || isTabular(definition) || !definition.scheduler) return null;
    const { kind } = definition.scheduler;
    const scheduler = createScheduler(definition.scheduler);
    const history = await this.curves.own(transaction, trial);
    const { epochs } = definition.recipe;
    // Who has come to the last epoch has nothing left to save.
    if (history.some(({ epoch }) => epoch >= epochs)) return null;
    for (const [index, { epoch }] of history.entries()) {
      if (epoch <= stored || !(await this.stops(transaction, trial, scheduler, history.slice(0, index + 1))))
        continue;
      return {
        ...earlyEndingOf(
          {
            purpose,
            objective: definition.objective,
            quantities: await this.curves.quantities(transaction, trial),
          },
          history,
        ),
        failureMessage: `stopped by the scheduler ${kind} after epoch ${epoch} of ${epochs}`,
      };
    }
    return null;
  }

  private async stops(
    transaction: Transaction,
    trial: ClaimedTrial,
    scheduler: Scheduler,
    history: readonly EpochReport[],
  ): Promise<boolean> {
    const { objective } = trial.definition;
    const own = history.map(({ epoch, [objective.metric]: value }) => ({
      step: epoch,
      value: scoreOf(objective, value),
    }));
    const steps = scheduler.comparedSteps(own);
    if (steps.length === 0) return false;
    const peers = await this.curves.peers(transaction, trial, objective.metric, steps);
    const scored = peers.map((peer) => ({ ...peer, value: scoreOf(objective, peer.value) }));
    return scheduler.decide(trial.number, own, scored) === 'stop';
  }
}

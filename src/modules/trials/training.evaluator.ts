import { Injectable } from '@nestjs/common';
import { quantitiesOf } from '../../nas/objectives/index.js';
import { createSpace } from '../../nas/space/index.js';
import { correlationId } from '../../platform/logging/index.js';
import type { EpochReport, TrainingOutcome } from '../../training/index.js';
import { isTabular, retryRuleOf, type TrainedDefinition } from '../experiments/index.js';
import { CheckpointFolder } from './checkpoint-folder.js';
import type { HeldLease } from './held-lease.js';
import { TrainerPool } from './trainer-pool.js';
import { endingOf } from './trial-ending.js';
import type { TrialEvaluator } from './trial-evaluator.js';
import type { ClaimedTrial, TrialEnding } from './trial-lease.js';

/** Trains the network of a trial in a device slot, and reports its epochs. */
@Injectable()
export class TrainingEvaluator implements TrialEvaluator {
  private stopping = false;

  constructor(
    private readonly trainers: TrainerPool,
    private readonly checkpoints: CheckpointFolder,
  ) {}

  get places(): number {
    return this.trainers.size;
  }

  prepare(): void {
    this.trainers.prepare();
  }

  async evaluate(trial: ClaimedTrial, lease: HeldLease): Promise<TrialEnding> {
    const { definition, inputShape, tokens, seed, purpose } = trial;
    if (this.stopping) return NOT_BEGUN;
    if (isTabular(definition) || !inputShape) throw new Error(`trial ${trial.id} is not one to be trained`);
    const network = createSpace(definition.space).network(tokens, inputShape);
    const isFinal = purpose === 'FINAL';
    const recipe = isFinal ? definition.finalRecipe : definition.recipe;
    await this.checkpoints.receive(trial);
    const history: EpochReport[] = [];
    const began = performance.now();
    const { outcome, device } = await this.trainers.train(
      { network, dataSet: definition.dataSet, recipe, seed, finalReport: isFinal },
      {
        signal: lease.signal,
        timeLimitSeconds: trial.timeLimitSeconds,
        correlationId: correlationId() ?? trial.id,
        checkpoint: this.checkpoints.fileOf(trial.id),
        onEpoch: (report) => {
          history.push(report);
          lease.report(report);
        },
      },
    );
    const handedBack = await this.handedBack(trial, outcome);
    if (!handedBack && !mayBeTriedAgain(outcome, definition)) await this.checkpoints.remove(trial.id);
    const { objective } = definition;
    const rewarded = { purpose, objective, quantities: quantitiesOf(network, objective.latency) };
    const seconds = (performance.now() - began) / 1000;
    return { ...endingOf(outcome, rewarded, history, seconds), device, ...(handedBack && { handedBack }) };
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.trainers.stop();
  }

  /** What goes back to the queue with a training that ended because this worker stops. */
  private async handedBack(
    { id }: ClaimedTrial,
    outcome: TrainingOutcome,
  ): Promise<{ checkpoint: Uint8Array | null } | null> {
    const isStopped = this.stopping && outcome.kind === 'failed' && outcome.failure === 'PREEMPTED';
    return isStopped ? { checkpoint: await this.checkpoints.read(id) } : null;
  }
}

/** Claimed in the moment in which the worker was told to stop. */
const NOT_BEGUN: TrialEnding = {
  state: 'FAILED',
  failure: 'PREEMPTED',
  failureMessage: 'the worker stopped before the training began',
  handedBack: { checkpoint: null },
};

/** How often it was is the lease service's affair; what is kept in vain goes with time. */
const mayBeTriedAgain = (outcome: TrainingOutcome, definition: TrainedDefinition): boolean =>
  outcome.kind === 'failed' && retryRuleOf(definition, outcome.failure).times > 0;

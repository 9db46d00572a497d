import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { createSpace } from '../../nas/space/index.js';
import { isTabular } from '../experiments/index.js';
import { BenchmarkTables } from '../tables/index.js';
import type { HeldLease } from './held-lease.js';
import { tabularEnding } from './tabular-ending.js';
import type { TrialEvaluator } from './trial-evaluator.js';
import type { ClaimedTrial, TrialEnding } from './trial-lease.js';

/** Finds the result of a trial in a benchmark table; it needs no device, and waits if it is told to pretend work. */
@Injectable()
export class LookUpEvaluator implements TrialEvaluator {
  readonly places = 64;
  private readonly stopping = new AbortController();

  constructor(private readonly tables: BenchmarkTables) {}

  prepare(): void {}

  async evaluate(trial: ClaimedTrial, lease: HeldLease): Promise<TrialEnding> {
    const { definition, purpose, tokens } = trial;
    if (!isTabular(definition)) throw new Error(`trial ${trial.id} is not one to be looked up`);
    const { seconds } = definition.evaluator;
    if (seconds > 0) {
      const stop = AbortSignal.any([lease.signal, this.stopping.signal]);
      await pause(seconds * 1000, undefined, { signal: stop }).catch(ignoreAbort(stop));
      if (lease.signal.aborted) return { state: 'CANCELLED', deviceSeconds: 0 };
      if (stop.aborted) {
        const failureMessage = 'the worker stopped during the look-up';
        const handedBack = { checkpoint: null };
        return { state: 'FAILED', failure: 'PREEMPTED', failureMessage, deviceSeconds: 0, handedBack };
      }
    }
    const table = await this.tables.get(definition.evaluator);
    const ending = tabularEnding(table, createSpace(definition.space), definition.objective, purpose, tokens);
    return { ...ending, deviceSeconds: seconds };
  }

  async stop(): Promise<void> {
    this.stopping.abort();
  }
}

const ignoreAbort = (signal: AbortSignal) => (error: unknown) => {
  if (!signal.aborted) throw error;
};

import { Injectable } from '@nestjs/common';
import { createSpace } from '../../nas/space/index.js';
import { findStrategy, type Strategy, type StrategyDefinition } from '../../nas/strategies/index.js';
import type { Transaction } from '../../platform/database/index.js';
import { onnxRuntime, type Runtime } from '../../tensor/index.js';
import type { ExperimentDefinition } from '../experiments/index.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import { SessionRepository } from './typeorm-sessions.js';

const CAPACITY = 64;

/** A strategy that cannot go on; trying again would only end the same way. */
export class StrategyFailedError extends Error {
  override readonly name = 'StrategyFailedError';
}

/** Tells what a strategy throws from what the database around it throws. */
export async function ofStrategy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrategyFailedError(`the strategy failed: ${reason}`, { cause: error });
  }
}

/**
 * Strategies as the newest checkpoint of their session has them. One that is still in memory from the
 * last step is used again, since a restore gives the same; `take` removes it, and only a step that
 * was committed puts it back, so that a step that failed leaves nothing behind.
 */
@Injectable()
export class StrategyCache {
  private readonly runtime: Runtime = onnxRuntime();
  private readonly warm = new Map<string, Strategy>();

  constructor(private readonly sessions: SessionRepository) {}

  async take(
    transaction: Transaction,
    session: SearchSessionEntity,
    experiment: ExperimentDefinition,
  ): Promise<Strategy> {
    const warm = this.warm.get(session.id);
    this.warm.delete(session.id);
    const checkpoint = await this.sessions.latestCheckpoint(transaction, session.id);
    if (warm && checkpoint && warm.policyVersion === checkpoint.version) return warm;
    await warm?.dispose();
    const definition = strategyOf(session);
    const context = { space: createSpace(experiment.space), runtime: this.runtime };
    return ofStrategy(() =>
      checkpoint
        ? definition.restore(context, session.options, checkpoint.snapshot)
        : definition.create(context, session.options, BigInt(session.seed)),
    );
  }

  /** Keeps a strategy whose step was committed. */
  async put(sessionId: string, strategy: Strategy): Promise<void> {
    this.warm.set(sessionId, strategy);
    const [oldest] = this.warm;
    if (this.warm.size <= CAPACITY || !oldest) return;
    this.warm.delete(oldest[0]);
    await oldest[1].dispose();
  }
}

export function strategyOf(session: Pick<SearchSessionEntity, 'strategy'>): StrategyDefinition<unknown> {
  const definition = findStrategy(session.strategy);
  if (!definition) throw new Error(`this version of the program has no strategy ${session.strategy}`);
  return definition;
}

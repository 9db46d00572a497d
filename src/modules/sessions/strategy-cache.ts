import { Injectable } from '@nestjs/common';
import type { SearchSpace } from '../../nas/space/index.js';
import { findStrategy, type Strategy, type StrategyDefinition } from '../../nas/strategies/index.js';
import type { Transaction } from '../../platform/database/index.js';
import { onnxRuntime, type Runtime } from '../../tensor/index.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import { ofStrategy, StrategyFailedError } from './strategy-failure.js';
import { SessionRepository } from './typeorm-sessions.js';

const CAPACITY = 64;

/** A strategy in memory after a turn that was committed. */
export interface WarmStrategy {
  readonly strategy: Strategy;
  /** SEARCH trials that it had proposed by then. */
  readonly proposed: number;
}

/**
 * Strategies as the newest checkpoint of their session has them. One that is still in memory from the last turn is used
 * again, since a restore gives the same; `take` removes it, and only a turn that was committed puts it back, so that a
 * turn that failed leaves nothing behind.
 */
@Injectable()
export class StrategyCache {
  private readonly runtime: Runtime = onnxRuntime();
  private readonly warm = new Map<string, WarmStrategy>();

  constructor(private readonly sessions: SessionRepository) {}

  async take(transaction: Transaction, session: SearchSessionEntity, space: SearchSpace): Promise<Strategy> {
    const warm = this.warm.get(session.id);
    this.warm.delete(session.id);
    if (warm?.strategy.policyVersion === session.policyVersion && warm.proposed === session.proposed) {
      return warm.strategy;
    }
    await warm?.strategy.dispose();
    const checkpoint = await this.sessions.latestCheckpoint(transaction, session.id);
    const definition = strategyOf(session);
    const context = { space, runtime: this.runtime };
    return ofStrategy(() =>
      checkpoint
        ? definition.restore(context, session.options, checkpoint.snapshot)
        : definition.create(context, session.options, BigInt(session.seed)),
    );
  }

  /** Keeps a strategy whose turn was committed. */
  async put(sessionId: string, warm: WarmStrategy): Promise<void> {
    this.warm.set(sessionId, warm);
    const [oldest] = this.warm;
    if (this.warm.size <= CAPACITY || !oldest) return;
    this.warm.delete(oldest[0]);
    await oldest[1].strategy.dispose();
  }
}

export function strategyOf(session: Pick<SearchSessionEntity, 'strategy'>): StrategyDefinition<unknown> {
  const definition = findStrategy(session.strategy);
  if (!definition)
    throw new StrategyFailedError(`this version of the program has no strategy ${session.strategy}`);
  return definition;
}

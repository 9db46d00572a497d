import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Strategy } from '../../nas/strategies/index.js';
import { DomainError } from '../../platform/errors/index.js';
import { onnxRuntime, type Runtime } from '../../tensor/index.js';
import { type LoggedTrial, ReplayReadModel } from './replay.read-model.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import { SessionProblems } from './session-problems.js';
import { observationOf } from './session-turn.js';
import { strategyOf } from './strategy-cache.js';
import { ofStrategy } from './strategy-failure.js';
import { SessionRepository } from './typeorm-sessions.js';

/** What a replay proved, or where it first came upon something else than the log. */
export interface Replay {
  readonly fromVersion: number;
  readonly toVersion: number;
  /** That came out as they were logged. */
  readonly proposals: number;
  /** The first difference, in a sentence; null when there is none. */
  readonly difference: string | null;
}

const PAGE_SIZE = 1000;

/** Runs a session's strategy once more on what the log says it was told, and holds it to what the log says it proposed. */
@Injectable()
export class ReplaySessionService {
  private readonly runtime: Runtime = onnxRuntime();

  constructor(
    private readonly sessions: SessionRepository,
    private readonly problems: SessionProblems,
    private readonly log: ReplayReadModel,
  ) {}

  /**
   * @param fromStart from the seed; otherwise from the last checkpoint before the newest
   * @throws DomainError NOT_FOUND
   */
  async replay(sessionId: string, fromStart: boolean): Promise<Replay> {
    const session = await this.sessions.findOfAnyProject(sessionId);
    if (!session) throw new DomainError('NOT_FOUND', `There is no search session ${sessionId}`);
    const versions = await this.log.checkpointVersions(sessionId);
    const before = fromStart ? undefined : versions.at(-2);
    const checkpoint = before === undefined ? null : await this.log.checkpoint(sessionId, before);
    const { space } = await this.problems.get(session.projectId, session.experimentId);
    const definition = strategyOf(session);
    const context = { space, runtime: this.runtime };
    const strategy = await ofStrategy(() =>
      checkpoint
        ? definition.restore(context, session.options, checkpoint.snapshot)
        : definition.create(context, session.options, BigInt(session.seed)),
    );
    try {
      return await this.follow(session, strategy, checkpoint?.proposed ?? 0, new Set(versions));
    } finally {
      await strategy.dispose();
    }
  }

  private async follow(
    session: SearchSessionEntity,
    strategy: Strategy,
    proposed: number,
    kept: ReadonlySet<number>,
  ): Promise<Replay> {
    const fromVersion = strategy.policyVersion;
    const trials = await this.trialsFrom(session.id, fromVersion);
    let at = proposed;
    const result = (difference: string | null): Replay => ({
      fromVersion,
      toVersion: strategy.policyVersion,
      proposals: at - proposed,
      difference,
    });
    for (;;) {
      const version = strategy.policyVersion;
      const wanted = trials.filter((trial) => trial.policyVersion === version && trial.number > at);
      const early = await this.differsFromCheckpoint(session.id, strategy, at, kept);
      if (early) return result(early);
      if (wanted.length > 0) {
        const proposals = await strategy.propose(wanted.length);
        const wrong = wanted.find(
          (trial, index) =>
            !isDeepStrictEqual(proposals[index]?.tokens, trial.tokens) ||
            proposals[index]?.logProbability !== trial.logProbability,
        );
        if (wrong)
          return result(`trial ${wrong.number} is not what the strategy proposes at version ${version}`);
        at += wanted.length;
        const late = await this.differsFromCheckpoint(session.id, strategy, at, kept);
        if (late) return result(late);
      }
      const told = trials.filter(({ toldVersion }) => toldVersion === version + 1);
      if (told.length === 0) return result(version < session.policyVersion ? missing(version + 1) : null);
      const telemetry: unknown = JSON.parse(JSON.stringify(await strategy.observe(told.map(toObservation))));
      if (!isDeepStrictEqual(telemetry, await this.log.telemetry(session.id, version + 1))) {
        return result(`update ${version + 1} gives another telemetry than the one that was stored`);
      }
    }
  }

  /** Those that were proposed, or told, at a version or later. */
  private async trialsFrom(sessionId: string, version: number): Promise<LoggedTrial[]> {
    const found: LoggedTrial[] = [];
    for (let after = 0; ; ) {
      const page = await this.log.trials(sessionId, after, PAGE_SIZE);
      found.push(
        ...page.filter((trial) => trial.policyVersion >= version || (trial.toldVersion ?? 0) > version),
      );
      const last = page.at(-1);
      if (!last || page.length < PAGE_SIZE) return found;
      after = last.number;
    }
  }

  private async differsFromCheckpoint(
    sessionId: string,
    strategy: Strategy,
    proposed: number,
    kept: ReadonlySet<number>,
  ): Promise<string | null> {
    const { policyVersion } = strategy;
    const checkpoint = kept.has(policyVersion) ? await this.log.checkpoint(sessionId, policyVersion) : null;
    if (checkpoint?.proposed !== proposed) return null;
    const equal = Buffer.from(await strategy.snapshot()).equals(checkpoint.snapshot);
    return equal ? null : `the checkpoint of version ${policyVersion} is not the state of the strategy there`;
  }
}

const toObservation = (trial: LoggedTrial) => observationOf({ ...trial, proposal: trial });

const missing = (version: number): string => `no trial says that it was told to update ${version}`;

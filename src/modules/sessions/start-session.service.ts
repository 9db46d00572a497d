import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { JobQueue } from '../../jobs/index.js';
import { createSpace, type SpaceDefinition } from '../../nas/space/index.js';
import { findStrategy, strategies } from '../../nas/strategies/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { clientMutationIdSchema, DomainError, parseInput } from '../../platform/errors/index.js';
import { newId } from '../../platform/ids/index.js';
import { correlationId, LOGGER, type Logger } from '../../platform/logging/index.js';
import { EventLog } from '../events/index.js';
import { ExperimentsService } from '../experiments/index.js';
import { ProjectRepository } from '../projects/index.js';
import { isLimited, refuseAboveQuotas } from './project-usage.js';
import { ProjectUsageReadModel } from './project-usage.read-model.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import { type SessionMode, sessionModes } from './session-state.js';
import { type NewSession, SessionRepository } from './typeorm-sessions.js';

/** The strategy of the control arm. */
const CONTROL_STRATEGY = 'random';

const whole = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`;
  return z.number({ error: message }).int(message).min(least, message).max(most, message);
};

const MAXIMUM_SEED = Number.MAX_SAFE_INTEGER;

/** Trials that an asynchronous session keeps in flight unless it says otherwise. */
const DEFAULT_PARALLELISM = 8;

const startSchema = z.strictObject({
  experimentId: z.uuid({ error: 'must be the UUID of an experiment' }),
  strategy: z.string(),
  options: z.unknown(),
  seed: z
    .string()
    .regex(/^\d{1,16}$/, `must be a whole number from 0 to ${MAXIMUM_SEED}, as text`)
    .transform(Number)
    .pipe(whole(0, MAXIMUM_SEED))
    .nullish(),
  mode: z.enum(sessionModes, { error: `must be one of ${sessionModes.join(', ')}` }).default('SYNCHRONOUS'),
  parallelism: whole(1, 1024).nullish(),
  maxTrials: whole(1, 1_000_000),
  maxFailedTrials: whole(0, 1_000_000).nullish(),
  maxDurationSeconds: whole(1, 31_536_000).nullish(),
  maxDeviceSeconds: whole(1, 2_000_000_000).nullish(),
  goal: z
    .number({ error: 'must be a validation accuracy above 0, up to 1' })
    .positive('must be a validation accuracy above 0, up to 1')
    .max(1, 'must be a validation accuracy above 0, up to 1')
    .nullish(),
  retrainTop: whole(0, 20),
  trialTimeLimitSeconds: whole(1, 604_800),
  control: z.boolean(),
  clientMutationId: clientMutationIdSchema,
});

export type StartSession = z.input<typeof startSchema>;

/** A quarter of the budget, but at least three: one bad corner of a space is no reason to give up. */
const defaultFailedTrials = (maxTrials: number): number => Math.max(3, Math.floor(maxTrials / 4));

@Injectable()
export class StartSessionService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly experiments: ExperimentsService,
    private readonly projects: ProjectRepository,
    private readonly usage: ProjectUsageReadModel,
    private readonly events: EventLog,
    private readonly queue: JobQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Starts a session and, unless it is not wanted, its random control arm: a second session of the same
   * experiment with the same budget.
   * @throws DomainError INVALID_INPUT, NOT_FOUND, CONFLICT or QUOTA_EXCEEDED; then nothing is stored
   */
  async start(projectId: ProjectId, input: StartSession): Promise<SearchSessionEntity> {
    const session = await this.read(projectId, input);
    const control = input.control && session.strategy !== CONTROL_STRATEGY ? controlOf(session) : undefined;
    const arms = control ? [session, control] : [session];
    const started = await this.startedBefore(input, arms);
    if (started) return started;
    if (!(await this.database.transaction((transaction) => this.insert(transaction, projectId, arms))))
      return this.start(projectId, input);
    for (const arm of arms) {
      const { id, strategy } = arm;
      this.logger.info('A session starts', { sessionId: id, experimentId: session.experimentId, strategy });
      await this.queue.enqueue('advanceSession', {
        sessionId: id,
        cause: 'start',
        correlationId: arm.correlationId,
      });
    }
    return this.stored(session);
  }

  private async read(projectId: ProjectId, input: StartSession): Promise<NewSession> {
    const values = parseInput(startSchema, input);
    const experiment = await this.experiments.find(projectId, values.experimentId);
    if (!experiment) {
      const message = `there is no experiment ${values.experimentId}`;
      throw new DomainError('NOT_FOUND', message, [{ field: 'experimentId', message }]);
    }
    const { strategy, mode, maxTrials, retrainTop, trialTimeLimitSeconds } = values;
    if (mode === 'SYNCHRONOUS' && values.parallelism != null) {
      const message = 'is for mode ASYNCHRONOUS: a synchronous session evaluates options.batchSize at a time';
      throw new DomainError('INVALID_INPUT', `parallelism: ${message}`, [{ field: 'parallelism', message }]);
    }
    const options = readOptions(strategy, values.options);
    refuseUnfit(strategy, options, experiment.definition.space);
    const id = newId();
    return {
      id,
      projectId,
      experimentId: experiment.id,
      controlOfId: null,
      strategy,
      options,
      mode,
      parallelism: parallelismOf(mode, strategy, options, values.parallelism ?? DEFAULT_PARALLELISM),
      seed: String(values.seed ?? randomInt(2 ** 47)),
      maxTrials,
      maxFailedTrials: values.maxFailedTrials ?? defaultFailedTrials(maxTrials),
      maxDurationSeconds: values.maxDurationSeconds ?? null,
      maxDeviceSeconds: values.maxDeviceSeconds ?? null,
      goal: values.goal ?? null,
      retrainTop,
      trialTimeLimitSeconds,
      clientMutationId: values.clientMutationId ?? null,
      correlationId: correlationId() ?? id,
    };
  }

  /** @throws DomainError CONFLICT when the client mutation id was used to start something else */
  private async startedBefore(
    input: StartSession,
    [wanted, control]: readonly NewSession[],
  ): Promise<SearchSessionEntity | null> {
    if (!wanted?.clientMutationId) return null;
    const session = await this.sessions.findByClientMutationId(wanted.projectId, wanted.clientMutationId);
    if (!session) return null;
    const hasControl = (await this.sessions.findControlOf(session.projectId, session.id)) !== null;
    // A seed that the client left open fits whichever was drawn.
    const seed = input.seed == null ? session.seed : wanted.seed;
    if (
      hasControl === (control !== undefined) &&
      isDeepStrictEqual(orderOf(session), orderOf({ ...wanted, seed }))
    ) {
      return session;
    }
    const message = `was used for another session, ${session.id}: choose a new one`;
    throw new DomainError('CONFLICT', message, [{ field: 'clientMutationId', message }]);
  }

  /** False, and nothing is stored, when the same mutation was faster elsewhere. */
  private async insert(
    transaction: Transaction,
    projectId: ProjectId,
    arms: readonly NewSession[],
  ): Promise<boolean> {
    const quotas = await this.projects.lockQuotas(transaction, projectId);
    if (isLimited(quotas)) refuseAboveQuotas(quotas, await this.usage.of(transaction, projectId));
    for (const arm of arms) {
      if (!(await this.sessions.insert(transaction, arm))) return false;
      await this.events.open(transaction, arm.id);
      await this.events.append(transaction, arm.id, [
        { type: 'SESSION_STATE_CHANGED', state: 'QUEUED', stopReason: null },
      ]);
    }
    return true;
  }

  private async stored({ projectId, id }: NewSession): Promise<SearchSessionEntity> {
    const session = await this.sessions.find(projectId, id);
    if (!session) throw new Error(`session ${id} is not there after its insertion`);
    return session;
  }
}

/** What of a session its client decided. Options are read once more: a default may be younger than the session. */
function orderOf(session: NewSession) {
  const { experimentId, strategy, seed, mode, parallelism } = session;
  const { maxTrials, maxFailedTrials, retrainTop, trialTimeLimitSeconds } = session;
  const options = readOptions(strategy, session.options);
  return {
    experimentId,
    strategy,
    options,
    seed,
    mode,
    parallelism,
    maxTrials,
    maxFailedTrials,
    retrainTop,
    trialTimeLimitSeconds,
  };
}

/** Options may ask for what the space does not have, such as a decision between numbers of layers. */
function refuseUnfit(strategy: string, options: unknown, space: SpaceDefinition): void {
  const unfit = findStrategy(strategy)?.problemIn?.(createSpace(space), options);
  if (!unfit) return;
  const field = `options.${unfit.option}`;
  throw new DomainError('INVALID_INPUT', `${field}: ${unfit.problem}`, [{ field, message: unfit.problem }]);
}

function readOptions(name: string, options: unknown): Record<string, unknown> {
  const strategy = findStrategy(name);
  if (!strategy) {
    const message = `there is no strategy '${name}': choose one of ${Object.keys(strategies).join(', ')}`;
    throw new DomainError('INVALID_INPUT', message, [{ field: 'strategy', message }]);
  }
  return parseInput(strategy.optionsSchema, options ?? {}, ['options']) as Record<string, unknown>;
}

function parallelismOf(mode: SessionMode, strategy: string, options: unknown, wanted: number): number {
  return mode === 'ASYNCHRONOUS' ? wanted : (findStrategy(strategy)?.batchSize(options) ?? 1);
}

function controlOf(session: NewSession): NewSession {
  const options = readOptions(CONTROL_STRATEGY, {});
  return {
    ...session,
    id: newId(),
    controlOfId: session.id,
    strategy: CONTROL_STRATEGY,
    options,
    parallelism: parallelismOf(session.mode, CONTROL_STRATEGY, options, session.parallelism),
    clientMutationId: null,
  };
}

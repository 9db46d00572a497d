import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { JobQueue } from '../../jobs/index.js';
import { createSpace } from '../../nas/space/index.js';
import { findStrategy, strategies } from '../../nas/strategies/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import type { Transaction } from '../../platform/database/index.js';
import { DomainError, gathered, parseInput, within } from '../../platform/errors/index.js';
import { newId } from '../../platform/ids/index.js';
import { correlationId, LOGGER, type Logger } from '../../platform/logging/index.js';
import { ROW_FORMAT } from '../../platform/version/index.js';
import { EventLog } from '../events/index.js';
import {
  type CheckedExperiment,
  type ExperimentDefinition,
  ExperimentsService,
  isTabular,
} from '../experiments/index.js';
import { MutationLog, type MutationOrder } from '../mutations/index.js';
import { ProjectRepository } from '../projects/index.js';
import { changeableFields, defaultFailedTrials, whole } from './changeable-fields.js';
import { isLimited, refuseAboveQuotas } from './project-usage.js';
import { ProjectUsageReadModel } from './project-usage.read-model.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import { type SessionMode, sessionModes } from './session-state.js';
import { type NewSession, SessionRepository } from './typeorm-sessions.js';

/** The strategy of the control arm. */
const CONTROL_STRATEGY = 'random';

const MAXIMUM_SEED = Number.MAX_SAFE_INTEGER;

/** Trials that an asynchronous session keeps in flight unless it says otherwise. */
const DEFAULT_PARALLELISM = 8;

/** Lower and higher ones can be given. */
const DEFAULT_PRIORITY = 10;

const experimentIdSchema = z.uuid({ error: 'must be the UUID of an experiment' });

/** How to search, as it comes from the API. What is absent has the default of SearchInput there. */
export const searchSchema = z.strictObject({
  strategy: z.string().refine((name) => findStrategy(name) !== undefined, {
    error: ({ input }) =>
      `there is no strategy '${input}': choose one of ${Object.keys(strategies).join(', ')}`,
  }),
  options: z.unknown(),
  seed: z
    .string()
    .regex(/^\d{1,16}$/, `must be a whole number from 0 to ${MAXIMUM_SEED}, as text`)
    .transform(Number)
    .pipe(whole(0, MAXIMUM_SEED))
    .nullish(),
  mode: z.enum(sessionModes, { error: `must be one of ${sessionModes.join(', ')}` }).default('SYNCHRONOUS'),
  parallelism: whole(1, 1024).nullish(),
  maxTrials: changeableFields.maxTrials,
  maxFailedTrials: whole(0, 1_000_000).nullish(),
  maxDurationSeconds: changeableFields.maxDurationSeconds.nullish(),
  maxDeviceSeconds: changeableFields.maxDeviceSeconds.nullish(),
  goal: z
    .number({ error: 'must be a validation accuracy above 0, up to 1' })
    .positive('must be a validation accuracy above 0, up to 1')
    .max(1, 'must be a validation accuracy above 0, up to 1')
    .nullish(),
  retrainTop: whole(0, 20),
  retrainSeeds: whole(1, 20).default(1),
  trialTimeLimitSeconds: whole(1, 604_800),
  labels: changeableFields.labels.default([]),
  priority: changeableFields.priority.default(DEFAULT_PRIORITY),
  control: z.boolean(),
});

export type Search = z.input<typeof searchSchema>;

export type StartSession = Search & { readonly experimentId: string };

/** An experiment and a search of it, in one. */
export interface SubmitSearch {
  readonly experiment: unknown;
  readonly search: Search;
}

@Injectable()
export class StartSessionService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly experiments: ExperimentsService,
    private readonly projects: ProjectRepository,
    private readonly usage: ProjectUsageReadModel,
    private readonly events: EventLog,
    private readonly queue: JobQueue,
    private readonly log: MutationLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Starts a session and, unless it is not wanted, its random control arm: a second session of the same
   * experiment with the same budget.
   * @throws DomainError INVALID_INPUT, NOT_FOUND, CONFLICT or QUOTA_EXCEEDED; then nothing is stored
   */
  async start(
    projectId: ProjectId,
    { experimentId: given, ...input }: StartSession,
    order: MutationOrder | null = null,
  ): Promise<SearchSessionEntity> {
    const experimentId = parseInput(experimentIdSchema, given, ['experimentId']);
    const session = await read(projectId, experimentId, input);
    const experiment = await this.experiments.find(projectId, experimentId);
    if (!experiment) {
      const message = `there is no experiment ${experimentId}`;
      throw new DomainError('NOT_FOUND', message, [{ field: 'experimentId', message }]);
    }
    refuseUnfit(session, experiment.definition);
    return this.carryOut(order, session, input.control, (transaction) =>
      this.experiments.refuseArchived(transaction, experimentId),
    );
  }

  /**
   * Stores an experiment and starts a session of it, both or neither.
   * @throws as `start` and the creation of an experiment do, with everything that is wrong with either
   */
  async submit(
    projectId: ProjectId,
    input: SubmitSearch,
    order: MutationOrder | null = null,
  ): Promise<SearchSessionEntity> {
    const [experiment, search] = await gathered(
      within('experiment', () => this.experiments.prepare(projectId, input.experiment)),
      within('search', () => read(projectId, newId(), input.search)),
    );
    await within('search', async () => refuseUnfit(search, experiment.definition));
    const session = { ...search, experimentId: experiment.id };
    return this.carryOut(order, session, input.search.control, (transaction) =>
      this.experiments.insert(transaction, experiment),
    );
  }

  /**
   * What `submit` would store of these, with everything checked that it checks.
   * @throws as `submit` does, but for quotas
   */
  async draft(
    projectId: ProjectId,
    input: SubmitSearch,
  ): Promise<{ experiment: CheckedExperiment; arms: readonly [NewSession, ...NewSession[]] }> {
    const [experiment, search] = await gathered(
      within('experiment', () => this.experiments.check(projectId, input.experiment)),
      within('search', () => read(projectId, newId(), input.search)),
    );
    await within('search', async () => refuseUnfit(search, experiment.definition));
    return { experiment, arms: armsOf(search, input.search.control) };
  }

  private async carryOut(
    order: MutationOrder | null,
    session: NewSession,
    wantsControl: boolean,
    before: (transaction: Transaction) => Promise<void>,
  ): Promise<SearchSessionEntity> {
    const arms = armsOf(session, wantsControl);
    const { subjectId, isNew } = await this.log.carryOut(order, session.id, async (transaction) => {
      await before(transaction);
      await this.insert(transaction, session.projectId, arms);
    });
    for (const arm of isNew ? arms : []) {
      const { id, strategy } = arm;
      this.logger.info('A session starts', { sessionId: id, experimentId: session.experimentId, strategy });
      await this.queue.enqueue('advanceSession', {
        sessionId: id,
        cause: 'start',
        correlationId: arm.correlationId,
      });
    }
    return this.stored(session.projectId, subjectId);
  }

  private async insert(
    transaction: Transaction,
    projectId: ProjectId,
    arms: readonly NewSession[],
  ): Promise<void> {
    const quotas = await this.projects.lockQuotas(transaction, projectId);
    if (isLimited(quotas)) refuseAboveQuotas(quotas, await this.usage.of(transaction, projectId));
    for (const arm of arms) {
      await this.sessions.insert(transaction, arm);
      await this.events.open(transaction, arm.id);
      await this.events.append(transaction, arm.id, [
        { type: 'SESSION_STATE_CHANGED', state: 'QUEUED', stopReason: null },
      ]);
    }
  }

  private async stored(projectId: ProjectId, id: string): Promise<SearchSessionEntity> {
    const session = await this.sessions.find(projectId, id);
    if (!session) throw new Error(`session ${id} is not there after its insertion`);
    return session;
  }
}

/** @throws DomainError INVALID_INPUT with everything that is wrong */
async function read(projectId: ProjectId, experimentId: string, input: Search): Promise<NewSession> {
  const [values, options] = await gathered(
    (async () => parseInput(searchSchema, input))(),
    (async () => readOptions(input.strategy, input.options))(),
  );
  const { strategy, mode, maxTrials, retrainTop, trialTimeLimitSeconds } = values;
  if (mode === 'SYNCHRONOUS' && values.parallelism != null) {
    const message = 'is for mode ASYNCHRONOUS: a synchronous session evaluates options.batchSize at a time';
    throw new DomainError('INVALID_INPUT', `parallelism: ${message}`, [{ field: 'parallelism', message }]);
  }
  const id = newId();
  return {
    id,
    projectId,
    experimentId,
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
    retrainSeeds: values.retrainSeeds,
    trialTimeLimitSeconds,
    labels: values.labels,
    priority: values.priority,
    format: ROW_FORMAT,
    correlationId: correlationId() ?? id,
  };
}

const armsOf = (session: NewSession, wantsControl: boolean): readonly [NewSession, ...NewSession[]] =>
  wantsControl && session.strategy !== CONTROL_STRATEGY ? [session, controlOf(session)] : [session];

/** Options may ask for what the space does not have, such as a decision between numbers of layers. A table has one result of each. */
function refuseUnfit(
  { strategy, options, retrainSeeds }: NewSession,
  definition: ExperimentDefinition,
): void {
  if (isTabular(definition) && retrainSeeds > 1) {
    const message = 'must be 1 where results stand in a table: every seed has the same';
    throw new DomainError('INVALID_INPUT', `retrainSeeds: ${message}`, [{ field: 'retrainSeeds', message }]);
  }
  const unfit = findStrategy(strategy)?.problemIn?.(createSpace(definition.space), options);
  if (!unfit) return;
  const field = `options.${unfit.option}`;
  throw new DomainError('INVALID_INPUT', `${field}: ${unfit.problem}`, [{ field, message: unfit.problem }]);
}

/** None of a strategy that there is not, which is refused by its name. */
function readOptions(name: string, options: unknown): Record<string, unknown> {
  const strategy = findStrategy(name);
  return strategy
    ? (parseInput(strategy.optionsSchema, options ?? {}, ['options'], `an option of ${name}`) as Record<
        string,
        unknown
      >)
    : {};
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
  };
}

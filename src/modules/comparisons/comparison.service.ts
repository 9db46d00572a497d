import { Injectable } from '@nestjs/common';
import { createSpace } from '../../nas/space/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import { DomainError, type InputProblem } from '../../platform/errors/index.js';
import { type ExperimentEntity, ExperimentsService } from '../experiments/index.js';
import { type SearchSessionEntity, SessionProgressReadModel, SessionRepository } from '../sessions/index.js';
import { type ArmVerdict, armVerdict, comparesSessions, type JudgedArm } from './arm-verdict.js';
import {
  armsOf,
  type MeanPoint,
  meanPoint,
  type Run,
  type RunAtBudget,
  type SharedBudget,
  sharedBudget,
} from './comparison.js';
import { ComparisonReadModel } from './comparison.read-model.js';

/** Of a curve. */
export const MAXIMUM_POINTS = 1000;

/** The strategy that the others have to beat. */
const RANDOM = 'random';

export interface ComparedArm {
  readonly strategy: string;
  readonly options: unknown;
  readonly sessions: readonly SearchSessionEntity[];
  readonly seeds: number;
  readonly bestAtTrials: MeanPoint | null;
  readonly bestAtDeviceSeconds: MeanPoint | null;
  /** What its curves are made of. */
  readonly runs: readonly Run[];
  readonly verdict: ArmVerdict | null;
}

export interface Comparison extends SharedBudget {
  readonly arms: readonly ComparedArm[];
}

@Injectable()
export class ComparisonService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly curves: SessionProgressReadModel,
    private readonly experiments: ExperimentsService,
    private readonly readModel: ComparisonReadModel,
  ) {}

  /**
   * Compares sessions of one problem, and their random control arms, at the budget that all have spent.
   * @throws DomainError NOT_FOUND; INVALID_INPUT when they are of different problems
   */
  async compare(projectId: ProjectId, ids: readonly string[]): Promise<Comparison> {
    const sessions = await this.read(projectId, ids);
    await this.refuseDifferentProblems(projectId, sessions, ids);
    const curves = await this.curves.curves(
      projectId,
      sessions.map(({ id }) => ({ sessionId: id, points: MAXIMUM_POINTS })),
    );
    const runs = sessions.map(
      (session, index): Run => ({ ...session, arm: armOf(session), curve: curves[index] ?? [] }),
    );
    const budget = sharedBudget(runs);
    const reached = await this.readModel.atBudget(
      projectId,
      sessions.map(({ id }) => id),
      budget,
    );
    const atBudget = (run: Run): RunAtBudget => reached.get(run.id) ?? NOTHING;
    const random = runs.filter(({ strategy }) => strategy === RANDOM);
    const armRuns = armsOf(runs);
    const proposals = await this.proposals(projectId, armRuns, random, budget);
    const judge = (of: readonly Run[]): JudgedArm => ({
      bests: of.map((run) => atBudget(run).bestAtTrials).filter((best) => best !== null),
      proposals: of.flatMap(({ id }) => proposals.get(id) ?? []),
      seeds: seedsOf(of),
    });
    const byId = new Map(sessions.map((session) => [session.id, session]));
    const arms = armRuns.map((arm): ComparedArm => {
      const of = arm.flatMap(({ id }) => byId.get(id) ?? []);
      const { strategy, options } = of[0] ?? { strategy: '', options: {} };
      return {
        strategy,
        options,
        sessions: of,
        seeds: seedsOf(arm),
        bestAtTrials: meanPoint(
          budget.trials,
          arm.map((run) => atBudget(run).bestAtTrials),
        ),
        // Where no device was held there is nothing to compare by.
        bestAtDeviceSeconds:
          budget.deviceSeconds > 0
            ? meanPoint(
                budget.deviceSeconds,
                arm.map((run) => atBudget(run).bestAtDeviceSeconds),
              )
            : null,
        runs: arm,
        verdict: strategy === RANDOM ? null : armVerdict(judge(arm), judge(random)),
      };
    });
    return { ...budget, arms };
  }

  /** Every result has to be read only where too few sessions are there to be compared. */
  private async proposals(
    projectId: ProjectId,
    arms: readonly (readonly Run[])[],
    random: readonly Run[],
    { trials }: SharedBudget,
  ): Promise<Map<string, readonly number[]>> {
    const seedsOfRandom = { seeds: seedsOf(random) };
    const few = arms.filter(
      (arm) => arm[0]?.strategy !== RANDOM && !comparesSessions({ seeds: seedsOf(arm) }, seedsOfRandom),
    );
    if (few.length === 0 || random.length === 0) return new Map();
    const ids = [...few.flat(), ...random].map(({ id }) => id);
    return this.readModel.proposals(projectId, ids, trials);
  }

  /** In the order of `ids`, with the control arms after them. */
  private async read(projectId: ProjectId, ids: readonly string[]): Promise<SearchSessionEntity[]> {
    const found = new Map(
      (await this.sessions.findAll(projectId, ids)).map((session) => [session.id, session]),
    );
    const problems = ids.flatMap((id, index): InputProblem[] =>
      found.has(id) ? [] : [{ field: `ids[${index}]`, message: `there is no session ${id}` }],
    );
    const [first] = problems;
    if (first) throw new DomainError('NOT_FOUND', `${first.field}: ${first.message}`, problems);
    for (const control of await this.sessions.controlsOf(projectId, ids)) found.set(control.id, control);
    return [...found.values()].sort((a, b) => rank(a, ids) - rank(b, ids));
  }

  private async refuseDifferentProblems(
    projectId: ProjectId,
    sessions: readonly SearchSessionEntity[],
    ids: readonly string[],
  ): Promise<void> {
    const experimentIds = [...new Set(sessions.map(({ experimentId }) => experimentId))];
    const problems = new Map(
      (await this.experiments.getAll(projectId, experimentIds)).map((experiment) => [
        experiment.id,
        problemOf(experiment),
      ]),
    );
    const [one] = sessions;
    const other = sessions.find(
      ({ experimentId }) => problems.get(experimentId) !== problems.get(one?.experimentId ?? ''),
    );
    if (!other) return;
    const field = `ids[${ids.indexOf(other.id)}]`;
    const message =
      'must be of the same problem as the first: equal data set version, space, recipe, objective and training seed';
    throw new DomainError('INVALID_INPUT', `${field}: ${message}`, [{ field, message }]);
  }
}

const NOTHING: RunAtBudget = { bestAtTrials: null, bestAtDeviceSeconds: null };

/** Control arms come last. */
const rank = ({ id }: SearchSessionEntity, ids: readonly string[]): number =>
  ids.includes(id) ? ids.indexOf(id) : ids.length;

const seedsOf = (runs: readonly Run[]): number => new Set(runs.map(({ seed }) => seed)).size;

/** Equal where results are comparable. */
const problemOf = ({ evaluationHash, definition }: ExperimentEntity): string =>
  `${evaluationHash} ${createSpace(definition.space).hashOfSpace}`;

/** Equal where nothing but the seed differs, and budgets, which the comparison levels. */
const armOf = ({ strategy, options, mode, parallelism }: SearchSessionEntity): string =>
  JSON.stringify([strategy, mode, parallelism, Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))]);

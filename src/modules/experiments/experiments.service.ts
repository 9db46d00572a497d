import { Injectable } from '@nestjs/common';
import { NetworkError } from '../../nas/network/index.js';
import { Random } from '../../nas/random.js';
import { createSpace, randomTokens } from '../../nas/space/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import type { Transaction } from '../../platform/database/index.js';
import { DomainError, type InputProblem, parseInput } from '../../platform/errors/index.js';
import { newId } from '../../platform/ids/index.js';
import { ROW_FORMAT } from '../../platform/version/index.js';
import { DataSetError, loadDataSet } from '../../training/index.js';
import { DataSetRepository } from '../data-sets/index.js';
import { MutationLog, type MutationOrder } from '../mutations/index.js';
import {
  BenchmarkTables,
  OwnTableRepository,
  shippedSpace,
  shippedTableNames,
  type TabularEvaluator,
  tableVersion,
} from '../tables/index.js';
import type { ExperimentEntity } from './experiment.entity.js';
import {
  type ExperimentDefinition,
  evaluationHash,
  experimentDefinitionSchema,
  type GivenTabularDefinition,
  type InputShape,
  isGivenTabular,
  isTabular,
  type TabularDefinition,
  type TrainedDefinition,
} from './experiment-definition.js';
import { problemsOfTraining, problemsWithTable } from './objective-problems.js';
import { ExperimentRepository, type NewExperiment } from './typeorm-experiments.js';

@Injectable()
export class ExperimentsService {
  constructor(
    private readonly experiments: ExperimentRepository,
    private readonly dataSets: DataSetRepository,
    private readonly tables: BenchmarkTables,
    private readonly ownTables: OwnTableRepository,
    private readonly log: MutationLog,
  ) {}

  /**
   * Stores a definition after everything in it was checked, its data set read included.
   * @throws DomainError INVALID_INPUT with every problem and its field; CONFLICT when the client mutation
   *   id belongs to another definition
   */
  async create(
    projectId: ProjectId,
    input: unknown,
    order: MutationOrder | null = null,
  ): Promise<ExperimentEntity> {
    const experiment = await this.prepare(projectId, input);
    const { subjectId } = await this.log.carryOut(order, experiment.id, (transaction) =>
      this.insert(transaction, experiment),
    );
    return this.get(projectId, subjectId);
  }

  /**
   * An experiment that is checked and not yet stored.
   * @throws DomainError INVALID_INPUT with every problem and its field
   */
  async prepare(projectId: ProjectId, input: unknown): Promise<NewExperiment> {
    const { definition, dataVersion, inputShape, trainExamples } = await this.check(projectId, input);
    const dataSet = await this.dataSets.intern(projectId, dataName(definition), dataVersion);
    return {
      id: newId(),
      projectId,
      dataSetId: dataSet.id,
      name: definition.name,
      definition,
      evaluationHash: evaluationHash(definition, dataVersion),
      inputShape,
      trainExamples,
      firstRevisionId: null,
      revision: 1,
      clonedFromId: null,
      format: ROW_FORMAT,
    };
  }

  /**
   * A definition that is checked, with what its data says; nothing is stored.
   * @throws DomainError INVALID_INPUT with every problem and its field
   */
  async check(projectId: ProjectId, input: unknown): Promise<CheckedExperiment> {
    const given = parseInput(experimentDefinitionSchema, input);
    const definition = isGivenTabular(given) ? await this.resolved(projectId, given) : given;
    const facts = isTabular(definition) ? await this.lookAtTable(definition) : await lookAtData(definition);
    return { definition, ...facts };
  }

  /** The same of experiments that are stored, by id. */
  async checked(projectId: ProjectId, ids: readonly string[]): Promise<Map<string, CheckedExperiment>> {
    const experiments = await this.getAll(projectId, ids);
    const dataSets = await this.dataSets.findAll(
      projectId,
      experiments.map(({ dataSetId }) => dataSetId),
    );
    const versions = new Map(dataSets.map(({ id, version }) => [id, version]));
    return new Map(
      experiments.map(({ id, definition, inputShape, trainExamples, dataSetId }) => {
        const dataVersion = versions.get(dataSetId) ?? 'unknown';
        return [id, { definition, inputShape, trainExamples, dataVersion }];
      }),
    );
  }

  async insert(transaction: Transaction, experiment: NewExperiment): Promise<void> {
    await this.experiments.insert(transaction, experiment);
  }

  /** @throws DomainError NOT_FOUND */
  async get(projectId: ProjectId, id: string): Promise<ExperimentEntity> {
    return (await this.experiments.find(projectId, id)) ?? notFound(id);
  }

  /**
   * In the order of `ids`.
   * @throws DomainError NOT_FOUND
   */
  async getAll(projectId: ProjectId, ids: readonly string[]): Promise<ExperimentEntity[]> {
    const found = new Map(
      (await this.experiments.findAll(projectId, ids)).map((experiment) => [experiment.id, experiment]),
    );
    return ids.map((id) => found.get(id) ?? notFound(id));
  }

  async find(projectId: ProjectId, id: string): Promise<ExperimentEntity | null> {
    return this.experiments.find(projectId, id);
  }

  /**
   * Holds off whoever would archive the experiment until the transaction has ended.
   * @throws DomainError CONFLICT when it is archived
   */
  async refuseArchived(transaction: Transaction, id: string): Promise<void> {
    if (await this.experiments.isArchived(transaction, id)) {
      throw new DomainError('CONFLICT', `the experiment ${id} is archived: unarchive it first`);
    }
  }

  /** With the version of its table, which stays what it is when another one is uploaded, and with the table's space. */
  private async resolved(
    projectId: ProjectId,
    { space, ...given }: GivenTabularDefinition,
  ): Promise<TabularDefinition> {
    const evaluator = { ...given.evaluator, ...(await this.versionOf(projectId, given.evaluator)) };
    const { spaceDefinition } = await this.tables.get(evaluator);
    if (space && createSpace(space).hashOfSpace !== createSpace(spaceDefinition).hashOfSpace) {
      refuse([{ field: 'space', message: "must be the table's space: leave it out" }]);
    }
    return { ...given, evaluator, space: spaceDefinition };
  }

  private async versionOf(
    projectId: ProjectId,
    { table, version }: TabularEvaluator,
  ): Promise<{ readonly version?: string }> {
    if (shippedSpace(table)) {
      if (version === undefined) return {};
      throw refusal([{ field: 'evaluator.version', message: `table ${table} is shipped: leave it out` }]);
    }
    const own = await this.ownTables.find(projectId, table, version ?? null);
    if (own) return { version: own.version };
    const shipped = shippedTableNames.join(', ');
    const message =
      version === undefined
        ? `there is no table '${table}': it must be one of ${shipped}, or one that was uploaded`
        : `there is no version ${version} of a table '${table}'`;
    throw refusal([{ field: `evaluator.${version === undefined ? 'table' : 'version'}`, message }]);
  }

  private async lookAtTable({ evaluator, objective }: TabularDefinition): Promise<DataFacts> {
    const table = await this.tables.get(evaluator);
    refuse(problemsWithTable(objective, table));
    const dataVersion = evaluator.version ?? tableVersion(table);
    return { dataVersion, inputShape: null, trainExamples: null };
  }
}

const dataName = (definition: ExperimentDefinition): string =>
  isTabular(definition) ? definition.evaluator.table : definition.dataSet.name;

/** A definition without fault, and what was found out on the way. */
export interface CheckedExperiment extends DataFacts {
  readonly definition: ExperimentDefinition;
}

/** What an experiment has to know of what it is evaluated on. */
interface DataFacts {
  readonly dataVersion: string;
  readonly inputShape: InputShape | null;
  readonly trainExamples: number | null;
}

/** @throws DomainError INVALID_INPUT when the data set cannot be read, or the networks cannot be trained on it */
async function lookAtData(definition: TrainedDefinition): Promise<DataFacts> {
  refuse(problemsOfTraining(definition.objective));
  const dataSet = await loadDataSet(definition.dataSet).catch((error: unknown) => {
    if (!(error instanceof DataSetError)) throw error;
    throw new DomainError('INVALID_INPUT', error.message, [{ field: 'dataSet', message: error.message }]);
  });
  refuseBatchesAbove(dataSet.train.count, definition);
  const { channels, height, width, classes } = dataSet;
  const inputShape = { channels, height, width, classes };
  refuseUntrainable(definition, inputShape);
  return { dataVersion: dataSet.version, inputShape, trainExamples: dataSet.train.count };
}

function refuse(problems: readonly InputProblem[]): void {
  if (problems.length > 0) throw refusal(problems);
}

function refusal(problems: readonly InputProblem[]): DomainError {
  const [first] = problems;
  return new DomainError('INVALID_INPUT', `${first?.field}: ${first?.message}`, problems);
}

/** A batch that the training split cannot fill would never be trained on. */
function refuseBatchesAbove(images: number, { recipe, finalRecipe }: TrainedDefinition): void {
  const recipes = finalRecipe === recipe ? { recipe } : { recipe, finalRecipe };
  const problems = Object.entries(recipes)
    .filter(([, { batchSize }]) => batchSize > images)
    .map(([name, { batchSize }]) => ({
      field: `${name}.batchSize`,
      message: `must be at most ${images}, the images of the training split, not ${batchSize}`,
    }));
  refuse(problems);
}

/** Networks that are built to see whether those of the space fit the images: alternatives of a template may not. */
const LOOKED_AT = 64;

/** Spaces without networks cannot be trained on, nor those of which some network does not fit the images. */
function refuseUntrainable({ space }: TrainedDefinition, inputShape: InputShape): void {
  const built = createSpace(space);
  const random = new Random(0n);
  for (let looked = 0; looked < LOOKED_AT; looked += 1) {
    const tokens = randomTokens(built, random);
    try {
      built.network(tokens, inputShape);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      const such =
        error.code === 'NOT_TRAINABLE' ? '' : `, such as ${JSON.stringify(built.describe(tokens))}`;
      const message = `${error.message}${such}`;
      throw new DomainError('INVALID_INPUT', message, [{ field: 'space', message }]);
    }
  }
}

function notFound(id: string): never {
  throw new DomainError('NOT_FOUND', `There is no experiment ${id}`);
}

import { Injectable } from '@nestjs/common';
import type { ProjectId } from '../../platform/access/index.js';
import type { Transaction } from '../../platform/database/index.js';
import { DomainError, parseInput, plainText } from '../../platform/errors/index.js';
import { MutationLog, type MutationOrder } from '../mutations/index.js';
import type { ExperimentEntity } from './experiment.entity.js';
import { ExperimentsService } from './experiments.service.js';
import { ExperimentRepository, type NewExperiment } from './typeorm-experiments.js';

const cloneNameSchema = plainText(200).nullish();

/** Revises, clones and archives experiments. What has run keeps the revision that it ran on. */
@Injectable()
export class ExperimentChangesService {
  constructor(
    private readonly service: ExperimentsService,
    private readonly experiments: ExperimentRepository,
    private readonly log: MutationLog,
  ) {}

  /**
   * Stores another definition as the revision after the newest one.
   * @param id the newest revision: who has not seen it does not replace it
   * @throws DomainError INVALID_INPUT, NOT_FOUND, CONFLICT
   */
  async revise(
    projectId: ProjectId,
    id: string,
    definition: unknown,
    order: MutationOrder | null = null,
  ): Promise<ExperimentEntity> {
    const before = await this.find(projectId, id);
    const next = await this.service.prepare(projectId, definition);
    return this.carryOut(projectId, order, next.id, async (transaction) => {
      const newest = await this.lock(transaction, projectId, before);
      if (newest.id !== id) {
        const message = `revision ${newest.revision}, ${newest.id}, came after it: revise that one`;
        throw new DomainError('CONFLICT', `id: ${message}`, [{ field: 'id', message }]);
      }
      await this.service.refuseArchived(transaction, id);
      await this.experiments.insert(transaction, {
        ...next,
        firstRevisionId: firstOf(before),
        revision: newest.revision + 1,
      });
    });
  }

  /**
   * Stores the same definition as an experiment of its own.
   * @throws DomainError INVALID_INPUT also when what it is evaluated on is there no more; NOT_FOUND, CONFLICT
   */
  async clone(
    projectId: ProjectId,
    id: string,
    name: string | null | undefined,
    order: MutationOrder | null = null,
  ): Promise<ExperimentEntity> {
    const wanted = parseInput(cloneNameSchema, name, ['name']);
    const { definition } = await this.find(projectId, id);
    const copy: NewExperiment = {
      ...(await this.service.prepare(projectId, { ...definition, name: wanted ?? definition.name })),
      clonedFromId: id,
    };
    return this.carryOut(projectId, order, copy.id, (transaction) =>
      this.experiments.insert(transaction, copy),
    );
  }

  /**
   * Hides an experiment with all its revisions from lists, and lets no session of it begin; or undoes that. Sessions that have
   * begun go on. Harmless when it is so already.
   * @throws DomainError NOT_FOUND, CONFLICT
   */
  async setArchived(
    projectId: ProjectId,
    id: string,
    archived: boolean,
    order: MutationOrder | null = null,
  ): Promise<ExperimentEntity> {
    const experiment = await this.find(projectId, id);
    return this.carryOut(projectId, order, id, async (transaction) => {
      await this.lock(transaction, projectId, experiment);
      await this.experiments.setArchived(transaction, projectId, firstOf(experiment), archived);
    });
  }

  private async carryOut(
    projectId: ProjectId,
    order: MutationOrder | null,
    id: string,
    work: (transaction: Transaction) => Promise<void>,
  ): Promise<ExperimentEntity> {
    const { subjectId } = await this.log.carryOut(order, id, work);
    return this.service.get(projectId, subjectId);
  }

  private async lock(transaction: Transaction, projectId: ProjectId, experiment: ExperimentEntity) {
    const newest = await this.experiments.lockNewestRevision(transaction, projectId, firstOf(experiment));
    if (!newest) throw new Error(`experiment ${experiment.id} has no revision`);
    return newest;
  }

  private async find(projectId: ProjectId, id: string): Promise<ExperimentEntity> {
    const experiment = await this.experiments.find(projectId, id);
    if (experiment) return experiment;
    const message = `there is no experiment ${id}`;
    throw new DomainError('NOT_FOUND', message, [{ field: 'id', message }]);
  }
}

export const firstOf = ({ id, firstRevisionId }: Pick<ExperimentEntity, 'id' | 'firstRevisionId'>): string =>
  firstRevisionId ?? id;

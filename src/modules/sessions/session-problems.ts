import { Injectable } from '@nestjs/common';
import { createSpace, type SearchSpace } from '../../nas/space/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import { type ExperimentEntity, ExperimentsService, isTabular } from '../experiments/index.js';
import { BenchmarkTables } from '../tables/index.js';
import { type TrialEnding, type TrialPurpose, tabularEnding } from '../trials/index.js';

/** What every step of a session has to know of its experiment. */
export interface SessionProblem {
  readonly experiment: ExperimentEntity;
  readonly space: SearchSpace;
  /** Evaluates at once, where that is a look at a table; absent where a worker has to. */
  readonly evaluate: ((purpose: TrialPurpose, tokens: readonly number[]) => TrialEnding) | null;
}

const CAPACITY = 64;

/** Experiments never change: each is read once. */
@Injectable()
export class SessionProblems {
  private readonly known = new Map<string, SessionProblem>();

  constructor(
    private readonly experiments: ExperimentsService,
    private readonly tables: BenchmarkTables,
  ) {}

  /** @throws DomainError NOT_FOUND */
  async get(projectId: ProjectId, experimentId: string): Promise<SessionProblem> {
    const known = this.known.get(experimentId);
    if (known) return known;
    const problem = await this.read(projectId, experimentId);
    this.known.set(experimentId, problem);
    const [oldest] = this.known.keys();
    if (this.known.size > CAPACITY && oldest !== undefined) this.known.delete(oldest);
    return problem;
  }

  private async read(projectId: ProjectId, experimentId: string): Promise<SessionProblem> {
    const experiment = await this.experiments.get(projectId, experimentId);
    const { definition } = experiment;
    const space = createSpace(definition.space);
    if (!isTabular(definition) || definition.evaluator.path === 'queue') {
      return { experiment, space, evaluate: null };
    }
    const table = await this.tables.get(definition.evaluator.table);
    return {
      experiment,
      space,
      evaluate: (purpose, tokens) => tabularEnding(table, space, definition, purpose, tokens),
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { BenchmarkTable } from '../../nas/benchmarks/index.js';
import { type Quantities, quantitiesOf, UNKNOWN_QUANTITIES } from '../../nas/objectives/index.js';
import { createSpace, type SearchSpace } from '../../nas/space/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import type { Sizing } from '../architectures/index.js';
import { type ExperimentEntity, ExperimentsService, isTabular } from '../experiments/index.js';
import { BenchmarkTables } from '../tables/index.js';
import {
  infeasibleEnding,
  type TrialEnding,
  type TrialPurpose,
  tabularEnding,
  tabularQuantities,
  withFailureReward,
} from '../trials/index.js';

/** What is known of a trial before any worker has it. */
export interface Foreknown {
  readonly latencyMs: number | null;
  /** Where it breaks a constraint, or its result stands in a table and needs no worker; null where a worker has to evaluate. */
  readonly ending: TrialEnding | null;
}

/** What every step of a session has to know of its experiment. */
export interface SessionProblem {
  readonly experiment: ExperimentEntity;
  readonly space: SearchSpace;
  readonly sizing: Sizing;
  /** Whether no trial needs a worker. */
  readonly isInline: boolean;
  foreknow(purpose: TrialPurpose, tokens: readonly number[]): Foreknown;
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
    const { objective } = definition;
    const space = createSpace(definition.space);
    const table = isTabular(definition) ? await this.tables.get(definition.evaluator) : null;
    const isInline = isTabular(definition) && definition.evaluator.path === 'inline';
    const costsOf = costs(experiment, space, table);
    return {
      experiment,
      space,
      sizing: sizingOf(experiment, space, table),
      isInline,
      foreknow: (purpose, tokens) => {
        const quantities = costsOf(tokens);
        const infeasible = infeasibleEnding(objective.constraints, quantities);
        const found =
          isInline && table && !infeasible ? tabularEnding(table, space, objective, purpose, tokens) : null;
        const ending = infeasible ?? found;
        return { latencyMs: quantities.latencyMs, ending: ending && withFailureReward(objective, ending) };
      },
    };
  }
}

function sizingOf(
  { inputShape }: ExperimentEntity,
  space: SearchSpace,
  table: BenchmarkTable | null,
): Sizing {
  if (inputShape) {
    const { channels, height, width, classes } = inputShape;
    const key = `${channels}x${height}x${width}/${classes}`;
    return { key, of: (tokens) => space.network(tokens, inputShape) };
  }
  if (!table?.header.quantities) return { key: 'table', of: () => UNKNOWN_QUANTITIES };
  const rounded = (size: number | null) => size && Math.round(size);
  return {
    key: `table/${table.name}`,
    of: (tokens) => {
      const { parameters, flops } = table.quantities(space, tokens, null);
      return { parameters: rounded(parameters), flops: rounded(flops) };
    },
  };
}

/** What architectures cost, as far as the objective asks for it: a network is not built for nothing. */
function costs(
  { definition: { objective }, inputShape }: ExperimentEntity,
  space: SearchSpace,
  table: BenchmarkTable | null,
): (tokens: readonly number[]) => Quantities {
  if (!objective.constraints && !objective.latency) return () => UNKNOWN_QUANTITIES;
  if (table) return (tokens) => tabularQuantities(table, space, objective, tokens);
  if (!inputShape) throw new Error('an experiment whose networks are trained has an input shape');
  return (tokens) => quantitiesOf(space.network(tokens, inputShape), objective.latency);
}

import { Injectable } from '@nestjs/common';
import type { SpaceDefinition } from '../../nas/space/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf } from '../../platform/database/index.js';
import type { InputShape } from './experiment-definition.js';

/** What the network of an architecture is made of. */
export interface ArchitectureProblem {
  readonly id: string;
  readonly tokens: readonly number[];
  readonly space: SpaceDefinition;
  /** Null where results are looked up in a table. */
  readonly inputShape: InputShape | null;
}

@Injectable()
export class ArchitectureProblemsReadModel {
  constructor(private readonly database: Database) {}

  /** All experiments that have an architecture have its space and its input in common: any of them says both. */
  async of(projectId: ProjectId, architectureIds: readonly string[]): Promise<ArchitectureProblem[]> {
    return rowsOf<ArchitectureProblem>(
      this.database.session,
      `select a.id, a.tokens, problem.space, problem.input_shape as "inputShape"
       from architectures a cross join lateral (
         select e.definition -> 'space' as space, e.input_shape
         from trials t join experiments e on e.id = t.experiment_id where t.architecture_id = a.id limit 1) as problem
       where a.project_id = $1 and a.id = any($2)`,
      [projectId, architectureIds],
    );
  }
}

import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { normalForm, type SearchSpace } from '../../nas/space/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import { Database, rowsOf, type Transaction } from '../../platform/database/index.js';
import { newId } from '../../platform/ids/index.js';
import { ArchitectureEntity } from './architecture.entity.js';

/** An architecture as far as whoever proposes it has to know it. */
export interface KnownArchitecture {
  readonly id: string;
  readonly hash: string;
}

/** What decides the size of the architectures of a space, such as the shape of their input. */
export interface Sizing {
  /** Equal where the sizes are. */
  readonly key: string;
  /** Trainable numbers, and operations of a forward pass; null where nobody knows. */
  of(tokens: readonly number[]): { readonly parameters: number | null; readonly flops: number | null };
}

/** What two points must have in common to share a row. */
interface Problem {
  readonly projectId: ProjectId;
  readonly hash: string;
}

const keyOf = ({ projectId, hash }: Problem, architecture: string): string => projectId + hash + architecture;

/** Some MB. A small space fits in whole, of a large one hardly any architecture comes twice. */
const REMEMBERED = 50_000;

@Injectable()
export class ArchitectureRepository {
  /** Ids by project, problem and hash, of rows that are known to be committed. */
  private readonly remembered = new Map<string, string>();

  constructor(private readonly database: Database) {}

  async find(projectId: ProjectId, id: string): Promise<ArchitectureEntity | null> {
    return this.database.session.getRepository(ArchitectureEntity).findOneBy({ id, projectId });
  }

  /** The rows that the project has of these points, in their order; what is new is written. */
  async intern(
    transaction: Transaction,
    projectId: ProjectId,
    space: SearchSpace,
    sizing: Sizing,
    points: readonly (readonly number[])[],
  ): Promise<KnownArchitecture[]> {
    const problem: Problem = { projectId, hash: problemHash(space, sizing) };
    const hashes = points.map((tokens) => space.canonicalHash(tokens));
    const unknown = new Map(
      points.flatMap((tokens, index) => {
        const hash = hashes[index] ?? '';
        return this.remembered.has(keyOf(problem, hash)) ? [] : [[hash, tokens] as const];
      }),
    );
    const stored = await this.store(transaction, space, sizing, problem, unknown);
    return hashes.map((hash) => {
      const id = stored.get(hash) ?? this.remembered.get(keyOf(problem, hash));
      if (id === undefined) throw new Error(`architecture ${hash} is not there after its insertion`);
      return { id, hash };
    });
  }

  /** Spares later steps the look at rows that this process has seen. Call it when the transaction is committed. */
  remember(
    projectId: ProjectId,
    space: SearchSpace,
    sizing: Sizing,
    known: readonly KnownArchitecture[],
  ): void {
    const problem: Problem = { projectId, hash: problemHash(space, sizing) };
    for (const { id, hash } of known) this.remembered.set(keyOf(problem, hash), id);
    for (const key of this.remembered.keys()) {
      if (this.remembered.size <= REMEMBERED) return;
      this.remembered.delete(key);
    }
  }

  private async store(
    transaction: Transaction,
    space: SearchSpace,
    sizing: Sizing,
    problem: Problem,
    points: ReadonlyMap<string, readonly number[]>,
  ): Promise<Map<string, string>> {
    if (points.size === 0) return new Map();
    // Sorted: two sessions that insert the same architectures must not wait for each other in a circle.
    const sorted = [...points].sort(([a], [b]) => (a < b ? -1 : 1));
    const inserted = await rowsOf<KnownArchitecture>(
      transaction,
      `insert into architectures (id, project_id, problem_hash, hash, tokens, description, parameters, flops)
       select id, $1, $2, hash, tokens, description, parameters, flops from json_to_recordset($3) as a
         (id uuid, hash text, tokens integer[], description jsonb, parameters bigint, flops bigint)
       on conflict (project_id, problem_hash, hash) do nothing returning id, hash`,
      [
        problem.projectId,
        problem.hash,
        JSON.stringify(sorted.map(([hash, tokens]) => rowOf(space, sizing, hash, tokens))),
      ],
    );
    if (inserted.length < sorted.length) {
      inserted.push(
        ...(await rowsOf<KnownArchitecture>(
          transaction,
          'select id, hash from architectures where project_id = $1 and problem_hash = $2 and hash = any($3)',
          [problem.projectId, problem.hash, [...points.keys()]],
        )),
      );
    }
    return new Map(inserted.map(({ id, hash }) => [hash, id]));
  }
}

const problemHash = (space: SearchSpace, { key }: Sizing): string =>
  createHash('sha256').update(`${space.hashOfSpace}/${key}`).digest('hex');

function rowOf(space: SearchSpace, sizing: Sizing, hash: string, tokens: readonly number[]) {
  const { parameters, flops } = sizing.of(tokens);
  return {
    id: newId(),
    hash,
    tokens: normalForm(space, tokens),
    description: space.describe(tokens),
    parameters,
    flops,
  };
}

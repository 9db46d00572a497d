import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { NetworkInput } from '../../nas/network/index.js';
import { normalForm, type SearchSpace } from '../../nas/space/index.js';
import { Database, rowsOf, type Transaction } from '../../platform/database/index.js';
import { newId } from '../../platform/ids/index.js';
import { ArchitectureEntity } from './architecture.entity.js';

/** An architecture as far as whoever proposes it has to know it. */
export interface KnownArchitecture {
  readonly id: string;
  readonly hash: string;
}

@Injectable()
export class ArchitectureRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<ArchitectureEntity | null> {
    return this.database.session.getRepository(ArchitectureEntity).findOneBy({ id });
  }

  /** The rows of these points, in their order; what is new is written. */
  async intern(
    transaction: Transaction,
    space: SearchSpace,
    input: NetworkInput,
    points: readonly (readonly number[])[],
  ): Promise<KnownArchitecture[]> {
    const problem = problemHash(space, input);
    const hashes = points.map((tokens) => space.canonicalHash(tokens));
    const rows = new Map(
      points.map((tokens, index) => [hashes[index] ?? '', rowOf(space, input, problem, tokens)]),
    );
    // Sorted: two sessions that insert the same architectures must not wait for each other in a circle.
    const sorted = [...rows.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1));
    await transaction
      .createQueryBuilder()
      .insert()
      .into(ArchitectureEntity)
      .values(sorted)
      .orIgnore()
      .execute();
    const stored = await rowsOf<KnownArchitecture>(
      transaction,
      'select id, hash from architectures where problem_hash = $1 and hash = any($2)',
      [problem, [...rows.keys()]],
    );
    const byHash = new Map(stored.map((row) => [row.hash, row]));
    return hashes.map((hash) => {
      const row = byHash.get(hash);
      if (!row) throw new Error(`architecture ${hash} is not there after its insertion`);
      return row;
    });
  }
}

function problemHash(space: SearchSpace, input: NetworkInput): string {
  const { channels, height, width, classes } = input;
  return createHash('sha256')
    .update(`${space.hashOfSpace}/${channels}x${height}x${width}/${classes}`)
    .digest('hex');
}

function rowOf(space: SearchSpace, input: NetworkInput, problem: string, tokens: readonly number[]) {
  const network = space.network(tokens, input);
  return {
    id: newId(),
    problemHash: problem,
    hash: space.canonicalHash(tokens),
    tokens: normalForm(space, tokens),
    description: { ...space.describe(tokens) },
    parameters: String(network.parameters),
    flops: String(network.flops),
  };
}

import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../platform/access/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { clientMutationIdSchema, DomainError, parseInput } from '../../platform/errors/index.js';
import { newId } from '../../platform/ids/index.js';
import { correlationId } from '../../platform/logging/index.js';
import { MutationRepository } from './typeorm-mutations.js';

/** A mutation as somebody ordered it over the API. */
export interface MutationOrder {
  /** As the API calls it. */
  readonly name: string;
  readonly by: Pick<Principal, 'projectId' | 'keyId'>;
  readonly input: {
    readonly clientMutationId?: string | null | undefined;
    readonly [field: string]: unknown;
  };
}

/** Carries out what clients order: once for each clientMutationId, and written down. */
@Injectable()
export class MutationLog {
  constructor(
    private readonly database: Database,
    private readonly mutations: MutationRepository,
  ) {}

  /**
   * Runs `work` in one transaction with its entry in the log, unless the same order was carried out before.
   * @param order null for what nobody ordered over the API: it is only run
   * @param subjectId of what `work` makes or changes
   * @returns the subject of this order or of the earlier one, and whether `work` was run
   * @throws DomainError CONFLICT when the clientMutationId belongs to another order, and whatever `work` throws
   */
  async carryOut(
    order: MutationOrder | null,
    subjectId: string,
    work: (transaction: Transaction) => Promise<void>,
  ): Promise<{ readonly subjectId: string; readonly isNew: boolean }> {
    if (!order) {
      await this.database.transaction(work);
      return { subjectId, isNew: true };
    }
    const mutation = entryOf(order, subjectId);
    return this.database.transaction(async (transaction) => {
      if (await this.mutations.insert(transaction, mutation)) {
        await work(transaction);
        return { subjectId, isNew: true };
      }
      const earlier = await this.mutations.findEarlier(transaction, mutation);
      if (!earlier) throw new Error(`mutation ${mutation.id} was neither stored nor there already`);
      if (earlier.fingerprint && !earlier.fingerprint.equals(mutation.fingerprint)) {
        const message = `was used for another ${order.name}, of ${earlier.subjectId}: choose a new one`;
        throw new DomainError('CONFLICT', `clientMutationId: ${message}`, [
          { field: 'clientMutationId', message },
        ]);
      }
      return { subjectId: earlier.subjectId, isNew: false };
    });
  }
}

function entryOf({ name, by, input }: MutationOrder, subjectId: string) {
  const { clientMutationId, ...wanted } = input;
  return {
    id: newId(),
    projectId: by.projectId,
    keyId: by.keyId,
    name,
    subjectId,
    clientMutationId: parseInput(clientMutationIdSchema, clientMutationId, ['clientMutationId']) ?? null,
    fingerprint: createHash('sha256')
      .update(JSON.stringify(sorted(wanted)))
      .digest(),
    correlationId: correlationId() ?? null,
  };
}

/** Equal whatever the order in which a client wrote the fields. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

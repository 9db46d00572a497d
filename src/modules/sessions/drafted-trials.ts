import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/index.js';
import { ArchitectureRepository, type KnownArchitecture } from '../architectures/index.js';
import { isTabular } from '../experiments/index.js';
import { type CachedResult, type NewTrial, type TrialEnding, TrialRepository } from '../trials/index.js';
import type { SessionProblem } from './session-problems.js';
import type { DraftTrial } from './session-turn.js';

/** A trial as it is stored, and the canonical hash of its architecture. */
export type StoredTrial = NewTrial & { readonly hash: string };

/** Stores the trials of a turn: with the rows of their architectures, and with results that are known already. */
@Injectable()
export class DraftedTrials {
  constructor(
    private readonly architectures: ArchitectureRepository,
    private readonly trials: TrialRepository,
  ) {}

  async store(
    transaction: Transaction,
    sessionId: string,
    { experiment, space, sizing }: SessionProblem,
    drafts: readonly DraftTrial[],
  ): Promise<StoredTrial[]> {
    if (drafts.length === 0) return [];
    const points = drafts.map(({ proposal }) => proposal.tokens);
    const architectures = await this.architectures.intern(
      transaction,
      experiment.projectId,
      space,
      sizing,
      points,
    );
    const ids = [...new Set(architectures.map(({ id }) => id))];
    const known = await this.trials.knownIn(transaction, sessionId, ids);
    // A table is the cache of its results.
    const cached = isTabular(experiment.definition)
      ? new Map()
      : await this.trials.cached(transaction, experiment.evaluationHash, sessionId, ids);
    const stored = drafts.map((draft, index): StoredTrial => {
      const { id: architectureId = '', hash = '' } = architectures[index] ?? {};
      const repeated = draft.purpose === 'FINAL' || known.has(architectureId);
      if (draft.ending?.state !== 'FAILED') known.add(architectureId);
      const { proposal, ending, ...trial } = draft;
      const { tokens, logProbability, policyVersion } = proposal;
      const reused = draft.purpose === 'SEARCH' && !ending ? cached.get(architectureId) : undefined;
      return {
        ...trial,
        tokens,
        logProbability,
        policyVersion,
        architectureId,
        hash,
        repeated,
        cachedFromId: reused?.id ?? null,
        epoch: reused?.epoch ?? 0,
        ending: reused ? endingOf(reused) : ending,
      };
    });
    const { id: experimentId, definition } = experiment;
    const seed = isTabular(definition) ? 0 : definition.seed;
    await this.trials.insert(transaction, { sessionId, experimentId, seed }, stored);
    return stored;
  }

  /** Call it when the transaction is committed. */
  remember({ space, sizing, experiment }: SessionProblem, stored: readonly StoredTrial[]): void {
    const known = stored.map(({ architectureId: id, hash }): KnownArchitecture => ({ id, hash }));
    this.architectures.remember(experiment.projectId, space, sizing, known);
  }
}

const endingOf = ({ state, validationAccuracy, reward, failureMessage }: CachedResult): TrialEnding => ({
  state,
  validationAccuracy,
  reward,
  ...(failureMessage !== null && { failureMessage }),
  deviceSeconds: 0,
});

import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
import { DomainError, parseId } from '../../platform/errors/index.js';
import { decodeCursor, PageArgs, pageSize, toConnection } from '../../platform/graphql/index.js';
import { type BoardScope, TrialReadModel } from '../trials/index.js';
import { LeaderboardConnection } from './leaderboard.model.js';

/** Validation accuracy and id of the last trial of the page before, and its rank. */
const cursorSchema = z.tuple([z.number(), z.uuid(), z.int32()]);

@Resolver()
export class LeaderboardResolver {
  constructor(private readonly trials: TrialReadModel) {}

  @Needs('read')
  @Query(() => LeaderboardConnection, {
    description:
      'The architectures of a session or of an experiment by validation accuracy, best first, each once; of two equal ' +
      'ones the earlier. Name one of sessionId and experimentId.',
  })
  async leaderboard(
    @Args('sessionId', { type: () => ID, nullable: true, description: 'Ranks the trials of one session' })
    sessionId: string | null,
    @Args('experimentId', { type: () => ID, nullable: true, description: 'Ranks those of all its sessions' })
    experimentId: string | null,
    @Args() page: PageArgs,
    @Caller() { projectId }: Principal,
  ): Promise<LeaderboardConnection> {
    const scope = scopeOf(sessionId, experimentId);
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after) : undefined;
    const place = after && { validationAccuracy: after[0], id: after[1] };
    const trials = await this.trials.leaderboard(projectId, scope, size + 1, place);
    const ranked = trials.map((trial, index) => ({ trial, rank: (after?.[2] ?? 0) + index + 1 }));
    const { edges, pageInfo } = toConnection(
      ranked,
      size,
      ({ trial, rank }) => [trial.validationAccuracy, trial.id, rank],
      (row) => row,
    );
    return {
      pageInfo,
      edges: edges.map(({ cursor, node }) => ({ cursor, rank: node.rank, node: node.trial })),
    };
  }
}

function scopeOf(sessionId: string | null | undefined, experimentId: string | null | undefined): BoardScope {
  if (sessionId && !experimentId) return { sessionId: parseId(sessionId, 'sessionId') };
  if (experimentId && !sessionId) return { experimentId: parseId(experimentId, 'experimentId') };
  const message = 'name either sessionId or experimentId';
  throw new DomainError('INVALID_INPUT', message, [{ field: 'sessionId', message }]);
}

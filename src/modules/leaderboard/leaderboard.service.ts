import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { paretoFrontOf } from '../../nas/objectives/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import { DomainError, parseInput } from '../../platform/errors/index.js';
import { decodeCursor, encodeCursor, pageSize } from '../../platform/graphql/index.js';
import { KnownAnswers } from '../../platform/repetition/index.js';
import type { Board } from './board-sql.js';
import { LeaderboardReadModel, type PlacedStanding } from './leaderboard.read-model.js';
import { isCost, isQuality, type MetricName, metricNames } from './metrics.js';
import { type FrontQuery, ParetoFrontReadModel } from './pareto-front.read-model.js';
import type { StandingDetail, StandingView } from './standing-view.js';

/** The greatest front that is answered; a longer one has hardly anything left to choose. */
const MAXIMUM_FRONT = 500;

/** Fronts that are kept. */
const MOST_KNOWN = 32;

const limit = z
  .number({ error: 'must be a number above 0' })
  .positive('must be a number above 0')
  .max(1e15, 'must be at most 1e15')
  .nullish()
  .transform((value) => value ?? undefined);

const boardSchema = z
  .strictObject({
    sessionId: z.uuid({ error: 'must be the UUID of a session' }).nullish(),
    experimentId: z.uuid({ error: 'must be the UUID of an experiment' }).nullish(),
    dataSetVersionId: z.uuid({ error: 'must be the UUID of a version of a data set' }).nullish(),
  })
  .transform((ids, context): Board => {
    const named = (
      [
        ['session', ids.sessionId],
        ['experiment', ids.experimentId],
        ['dataSetVersion', ids.dataSetVersionId],
      ] as const
    ).flatMap(([kind, id]) => (id ? [{ kind, id }] : []));
    const [board] = named;
    if (board && named.length === 1) return board;
    const message = 'name either sessionId or experimentId or dataSetVersionId';
    context.addIssue({ code: 'custom', message, path: ['sessionId'] });
    return z.NEVER;
  });

const limitsSchema = z.strictObject({ parameters: limit, flops: limit, latencyMs: limit });

const metricSchema = z.enum(metricNames as [MetricName, ...MetricName[]], {
  error: `must be one of ${metricNames.join(', ')}`,
});

const pageSchema = z.object({
  board: boardSchema,
  orderBy: metricSchema.default('VALIDATION_ACCURACY'),
  constraints: limitsSchema.nullish().transform((limits) => limits ?? {}),
  first: z.number(),
  after: z.string().nullish(),
});

const frontSchema = z.object({
  board: boardSchema,
  metrics: z
    .array(metricSchema)
    .min(2, { error: 'must be two or three', abort: true })
    .max(3, { error: 'must be two or three', abort: true })
    .refine((names) => new Set(names).size === names.length, 'must differ from one another')
    .refine(
      (names) => names.filter(isQuality).length === 1,
      'must be one accuracy or the reward, and one or two of PARAMETERS, FLOPS, LATENCY and DEVICE_SECONDS',
    ),
  constraints: limitsSchema.nullish().transform((limits) => limits ?? {}),
});

export type BoardInput = z.input<typeof boardSchema>;
export type LeaderboardInput = Omit<z.input<typeof pageSchema>, 'board'> & BoardInput;
export type FrontInput = Omit<z.input<typeof frontSchema>, 'board'> & BoardInput;

export interface RankedStanding {
  readonly cursor: string;
  /** Counted from the first page on; 1 is the best. */
  readonly rank: number;
  readonly standing: StandingView;
}

export interface Front {
  /** Best first, as many as are answered. */
  readonly standings: readonly StandingView[];
  /** How many there are. */
  readonly size: number;
}

export interface LeaderboardPage {
  readonly standings: readonly RankedStanding[];
  readonly hasNextPage: boolean;
}

/** Leaderboards as every door of the service serves them. */
@Injectable()
export class LeaderboardService {
  private readonly knownFronts = new KnownAnswers<Front>(MOST_KNOWN);

  constructor(
    private readonly boards: LeaderboardReadModel,
    private readonly fronts: ParetoFrontReadModel,
  ) {}

  /** @throws DomainError INVALID_INPUT with its field; NOT_FOUND when the project has no such board */
  async page(
    projectId: ProjectId,
    input: LeaderboardInput,
    detail: StandingDetail = 'whole',
  ): Promise<LeaderboardPage> {
    const { board, orderBy, constraints, first, after } = parseInput(pageSchema, withBoard(input));
    const size = pageSize(first);
    const place = after ? placeOf(orderBy, after) : undefined;
    const rows = await this.boards.page(projectId, {
      board,
      order: orderBy,
      limits: constraints,
      limit: size + 1,
      after: place,
      detail,
    });
    if (rows.length === 0 && !(await this.boards.exists(projectId, board))) throw noBoard(board);
    const before = place?.rank ?? 0;
    return {
      hasNextPage: rows.length > size,
      standings: rows.slice(0, size).map((row, index) => rankedOf(orderBy, row, before + index + 1)),
    };
  }

  /**
   * The architectures that no other is better than in every metric; best in the first quality first, at most 500.
   * @throws DomainError as `page` does
   */
  async front(projectId: ProjectId, input: FrontInput, detail: StandingDetail = 'whole'): Promise<Front> {
    const { board, metrics: names, constraints: limits } = parseInput(frontSchema, withBoard(input));
    const quality = names.find(isQuality) ?? 'VALIDATION_ACCURACY';
    const query = { board, quality, costs: names.filter(isCost), limits };
    const version = await this.fronts.version(projectId, board);
    if (version === null) throw noBoard(board);
    const question = JSON.stringify({ ...query, detail });
    return this.knownFronts.get(question, version, () => this.findFront(projectId, query, detail));
  }

  private async findFront(projectId: ProjectId, query: FrontQuery, detail: StandingDetail): Promise<Front> {
    const { board, quality } = query;
    const candidates = await this.fronts.candidates(projectId, query);
    const front = paretoFrontOf(
      candidates.map((point) => ({ point, values: [point.quality, ...point.costs.map((cost) => -cost)] })),
    );
    const ids = front.slice(0, MAXIMUM_FRONT).map(({ point }) => point.architectureId);
    const standings = await this.fronts.standings(projectId, board, quality, ids, detail);
    return { standings, size: front.length };
  }
}

const boardNames = { session: 'session', experiment: 'experiment', dataSetVersion: 'version of a data set' };

const noBoard = ({ kind, id }: Board): DomainError =>
  new DomainError('NOT_FOUND', `There is no ${boardNames[kind]} ${id}`);

/** The ids of a board stand beside the rest of an input, and are read together. */
function withBoard({ sessionId, experimentId, dataSetVersionId, ...rest }: BoardInput & object) {
  return { ...rest, board: { sessionId, experimentId, dataSetVersionId } };
}

/** A place belongs to an order: with that of another order it would be nonsense. */
function placeOf(order: MetricName, cursor: string) {
  const schema = z.tuple([z.literal(order), z.number(), z.uuid(), z.int32()]);
  const [, key, trialId, rank] = decodeCursor(schema, cursor);
  return { key, trialId, rank };
}

function rankedOf(order: MetricName, { key, ...standing }: PlacedStanding, rank: number): RankedStanding {
  return { cursor: encodeCursor([order, key, standing.trialId, rank]), rank, standing };
}

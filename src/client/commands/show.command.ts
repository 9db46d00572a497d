import type { ArchwayClient } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';
import { ExperimentsDocument, type LeaderboardMetric } from '../generated/operations.js';
import { drawLeaderboard } from '../screen/draw.js';
import { drawReport } from '../screen/report.js';
import { orNull, positiveNumber, wholeNumber } from './number-flag.js';
import { print, printJson, say } from './output.js';

/** Prints a session with its verdict, winner and cost. */
export async function getSession(
  client: ArchwayClient,
  id: string,
  flags: { json?: boolean },
): Promise<void> {
  const session = await client.session(id);
  if (flags.json) return printJson(session);
  print(drawReport(session, await client.leaderboard({ sessionId: id })));
}

/** What `--by` takes, as the schema names it. */
export const orders: Readonly<Record<string, LeaderboardMetric>> = {
  validation: 'VALIDATION_ACCURACY',
  'validation-lower-bound': 'VALIDATION_LOWER_BOUND',
  test: 'TEST_ACCURACY',
  'test-lower-bound': 'TEST_LOWER_BOUND',
  reward: 'REWARD',
  parameters: 'PARAMETERS',
  flops: 'FLOPS',
  latency: 'LATENCY',
  'device-seconds': 'DEVICE_SECONDS',
};

export interface LeaderboardFlags {
  readonly experiment?: boolean;
  readonly first: string;
  readonly by: string;
  readonly maxParameters?: string;
  readonly maxFlops?: string;
  readonly maxLatencyMs?: string;
  readonly json?: boolean;
}

/** Prints the best architectures of a session, or of an experiment. */
export async function showLeaderboard(
  client: ArchwayClient,
  id: string,
  { experiment, first, by, json, ...limits }: LeaderboardFlags,
): Promise<void> {
  const orderBy = orders[by];
  if (!orderBy)
    throw new ArchwayError('INVALID_INPUT', `--by must be one of ${Object.keys(orders).join(', ')}`);
  const edges = await client.leaderboard({
    ...(experiment ? { experimentId: id } : { sessionId: id }),
    first: readFirst(first),
    orderBy,
    constraints: {
      parameters: readLimit('--max-parameters', limits.maxParameters),
      flops: readLimit('--max-flops', limits.maxFlops),
      latencyMs: readLimit('--max-latency-ms', limits.maxLatencyMs),
    },
  });
  if (json) return printJson(edges.map(({ rank, node }) => ({ rank, ...node })));
  if (edges.length > 0) print(drawLeaderboard(edges, undefined, by));
  else say(`Nothing is ranked by ${by} yet`);
}

const readLimit = (flag: string, text: string | undefined) =>
  orNull(text, (given) => positiveNumber(flag, given));

/** Prints the newest experiments of the project with their searches. */
export async function listSearches(
  client: ArchwayClient,
  { first, json, archived }: { first: string; json?: boolean; archived?: boolean },
): Promise<void> {
  const { experiments } = await client.request(ExperimentsDocument, {
    first: readFirst(first),
    after: null,
    archived: archived ? 'INCLUDED' : 'EXCLUDED',
  });
  const nodes = experiments.edges.map(({ node }) => ({
    ...node,
    searchSessions: node.searchSessions.edges.map((edge) => edge.node),
  }));
  if (json) return printJson(nodes);
  for (const { id, name, createdAt, searchSessions } of nodes) {
    print(`${createdAt}  experiment ${id}  ${name}`);
    for (const session of searchSessions) {
      const { succeeded, failed, cancelled } = session.trialCounts;
      const ended = succeeded + failed + cancelled;
      print(
        `  ${session.state.padEnd(10)} ${session.strategy.padEnd(14)} ${ended}/${session.maxTrials} trials  ${session.id}`,
      );
    }
  }
  if (nodes.length === 0) say('No experiments yet: archway submit examples/digits.json');
}

const readFirst = (text: string): number => wholeNumber('--first', text, { least: 1, most: 500 });

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedisServer } from '../support/private-redis.js';
import { blowsOf } from './blows.js';
import { Installation, type Queue } from './installation.js';
import type { Outcome } from './outcome.js';
import { type Round, searchUnder } from './round.js';

const rounds = Number(process.env.CHAOS_ROUNDS || 2);
const firstRound = Number(process.env.CHAOS_FIRST_ROUND || 1);
const seed = BigInt(process.env.CHAOS_SEED || 1);

const queues: readonly Queue[] = hasRedisServer() ? ['postgres', 'redis'] : ['postgres'];
const timeout = 600_000;

const finished: Round[] = [];
let undisturbed: Outcome | undefined;

describe.each(queues)('a synchronous search whose queue is in %s', (queue) => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.start(queue);
    undisturbed ??= (await searchUnder(installation, 0, [])).outcome;
    expect(new Set(undisturbed.trials.map(({ state }) => state))).toEqual(new Set(['SUCCEEDED']));
  }, timeout);

  afterAll(async () => expect(await installation.stop()).toEqual([]), timeout);

  const mine = Array.from({ length: rounds }, (_, index) => firstRound + index)
    .filter((round) => queues[round % queues.length] === queue)
    .map((round) => ({ round, blows: blowsOf(seed, round) }))
    .map((row) => ({ ...row, names: row.blows.map(({ victim }) => victim).join(', ') }));

  it.each(mine)('ends as if nothing had happened under $names (round $round)', { timeout }, async (row) => {
    const round = await searchUnder(installation, row.round, row.blows);
    finished.push(round);
    expect(round.outcome).toEqual(undisturbed);
  });
});

afterAll(() => void process.stdout.write(`${JSON.stringify(figures())}\n`));

function figures() {
  const struck = finished.flatMap((round) => round.struck);
  const most = (of: (round: Round) => number) => Math.max(0, ...finished.map(of));
  return {
    rounds: finished.length,
    blows: Object.fromEntries(
      [...new Set(struck)].map((victim) => [victim, struck.filter((one) => one === victim).length]),
    ),
    furtherAttempts: finished.reduce((sum, round) => sum + round.furtherAttempts, 0),
    longestRoundSeconds: most(({ seconds }) => seconds),
    longestOverdueSeconds: most(({ overdueSeconds }) => overdueSeconds),
  };
}

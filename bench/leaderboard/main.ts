import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type GraphqlProcess, startApi, startBareApollo } from './api.js';
import { openDatabases, withClient } from './database.js';
import { type LoadResult, load } from './load.js';
import { memoryUnderLoad } from './memory.js';
import { type Operations, operationsOf, PAGE_SIZE } from './operations.js';
import { processorMilliseconds } from './processor-time.js';

const HELP = `Leaderboards at a million trials, over HTTP, beside the same at ten thousand and beside a bare Apollo server.

npm run bench:leaderboard -- [options]
  --trials N      trials of the large database (default 1000000)
  --seconds N     for which each query is measured (default 5)
  --minutes N     of load under which memory is watched (default 1; 0 leaves it out)
  --folder PATH   keeps the filled Postgres there for the next run; without it filling takes minutes each time
  --seed-only     fills the databases and ends
  --json          prints nothing but one line of JSON
  --help          this`;

const { values: flags } = parseArgs({
  options: {
    trials: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '1' },
    folder: { type: 'string' },
    'seed-only': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(HELP);
  process.exit(0);
}

const CLIENTS = 8;
const SATURATING_CLIENTS = 64;
const SMALL = 10_000;
const large = Number(flags.trials);
const seconds = Number(flags.seconds);
const say = (text: string): void => {
  if (!flags.json) console.log(text);
};

/** With what a request took the API's process, waiting not counted. */
type Measured = LoadResult & { readonly apiMilliseconds: number };
type Results = Readonly<Record<string, Measured>>;

async function measure(operations: Operations, { url, pid }: GraphqlProcess): Promise<Results> {
  const results: Record<string, Measured> = {};
  for (const [name, next] of Object.entries(operations)) {
    await load(url, next, CLIENTS, Math.min(2, seconds));
    const before = await processorMilliseconds(pid);
    const result = await load(url, next, CLIENTS, seconds);
    const apiMilliseconds = ((await processorMilliseconds(pid)) - before) / result.requests;
    results[name] = { ...result, apiMilliseconds };
  }
  return results;
}

async function withApi<T>(
  url: string,
  work: (api: GraphqlProcess, operations: Operations) => Promise<T>,
): Promise<T> {
  const api = await startApi(url);
  try {
    return await work(api, await withClient(url, (client) => operationsOf(api.url, client)));
  } finally {
    await api.stop();
  }
}

async function saturate(server: GraphqlProcess, next: Operations[string]): Promise<LoadResult> {
  await load(server.url, next, SATURATING_CLIENTS, 2);
  return load(server.url, next, SATURATING_CLIENTS, 2 * seconds);
}

async function saturatePeer(): Promise<LoadResult> {
  const peer = await startBareApollo();
  const query = `query ($first: Int!) { leaderboard(first: $first) { edges { rank node { validation { mean lower upper runs }
    test { mean lower upper runs } deviceSeconds architecture { id hash parameters flops } } } pageInfo { hasNextPage endCursor } } }`;
  try {
    return await saturate(peer, () => ({ query, variables: { first: PAGE_SIZE } }));
  } finally {
    await peer.stop();
  }
}

const one = (value: number): string => value.toFixed(1);

const databases = await openDatabases(flags.folder);
try {
  const smallUrl = await databases.seeded(SMALL, say);
  const largeUrl = await databases.seeded(large, say);
  if (!flags['seed-only']) {
    const before = await withApi(smallUrl, (api, operations) => measure(operations, api));
    const { results, saturated, memory } = await withApi(largeUrl, async (api, operations) => {
      const measured = await measure(operations, api);
      for (const [name, { p50, p95, p99, apiMilliseconds }] of Object.entries(measured)) {
        const small = before[name]?.p95 ?? Number.NaN;
        say(
          `${name.padEnd(20)} p50 ${one(p50)} p95 ${one(p95)} p99 ${one(p99)} ms; at ${SMALL} trials p95 ${one(small)} ms; ${one(apiMilliseconds)} ms of the API`,
        );
      }
      const first = operations.firstPage ?? (() => ({ query: '', variables: {} }));
      const top = await saturate(api, first);
      say(
        `first page at saturation: ${one(top.requestsPerSecond)} requests a second, p99 ${one(top.p99)} ms`,
      );
      const mixed = Object.values(operations);
      const minutes = Number(flags.minutes);
      const watched =
        minutes > 0
          ? await memoryUnderLoad(
              api.url,
              api.pid,
              (i) => (mixed[i % mixed.length] ?? first)(i),
              60 * minutes,
            )
          : null;
      if (watched) say(`memory over ${minutes} minutes of all queries: ${JSON.stringify(watched)}`);
      return { results: measured, saturated: top, memory: watched };
    });
    const peer = await saturatePeer();
    say(`bare Apollo server: ${one(peer.requestsPerSecond)} requests a second, p99 ${one(peer.p99)} ms`);
    const of = (read: (name: string, result: Measured) => number) =>
      Object.fromEntries(
        Object.entries(results).map(([name, result]) => [name, Number(read(name, result).toFixed(3))]),
      );
    say('');
    console.log(
      JSON.stringify({
        cpu: cpus()[0]?.model,
        processors: cpus().length,
        trials: large,
        clients: CLIENTS,
        p95Milliseconds: of((_name, { p95 }) => p95),
        growthFrom10k: of((name, { p95 }) => p95 / (before[name]?.p95 ?? Number.NaN)),
        apiMillisecondsPerRequest: of((_name, { apiMilliseconds }) => apiMilliseconds),
        requestsPerSecond: { firstPage: saturated.requestsPerSecond, bareApollo: peer.requestsPerSecond },
        p99AtSaturationMilliseconds: { firstPage: saturated.p99, bareApollo: peer.p99 },
        memory,
      }),
    );
  }
} finally {
  await databases.stop();
}

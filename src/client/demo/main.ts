// `npm run demo`: a real search on real data, through the public API, from an empty machine to an ONNX file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { GraphQLClient, RequestError } from '../graphql-client.js';
import { resultOf, type SubmittedSearch, submit, watch } from './demo.js';
import { drawLeaderboard, networkText, short } from './draw.js';
import { type LocalService, startLocalService } from './local-service.js';
import type { ResultData, TrialCountsData } from './messages.js';
import { createScreen } from './screen.js';

const HELP = `Usage: npm run demo -- [options]

Starts the whole service on a Postgres of its own, submits an example over GraphQL, shows the search
live, and ends with the leaderboard, the verdict against random, and the winner as an ONNX file.

  --keep            leave the service running afterwards and print its addresses
  --json            print one JSON document as the last line instead of drawing
  --example <file>  what to submit (default: examples/digits.json)
  --data <folder>   where Postgres and the exported winner live (default: .archway)
  --help            this text
`;

const optionTypes = {
  keep: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  example: { type: 'string', default: 'examples/digits.json' },
  data: { type: 'string', default: '.archway' },
  help: { type: 'boolean', default: false },
} as const;

const seconds = (): number => performance.now() / 1000;

type Result = Awaited<ReturnType<typeof resultOf>>;
type Winner = NonNullable<Result['searchSession']['winner']>;

async function main(): Promise<void> {
  const { values: options } = parseArgs({ options: optionTypes });
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const dataFolder = resolve(options.data);
  const service = await startLocalService(dataFolder);
  let keep = false;
  try {
    await untilInterrupted(service, searchAndReport(service, options, dataFolder));
    keep = options.keep;
    if (keep && !options.json) process.stdout.write(addresses(service));
  } finally {
    if (keep) service.detach();
    else await service.stop();
  }
}

async function searchAndReport(
  service: LocalService,
  options: { readonly json: boolean; readonly example: string },
  dataFolder: string,
): Promise<void> {
  const client = new GraphQLClient(service.url);
  const search = await submit(client, options.example);
  await watch(client, search, createScreen(process.stdout, !options.json), seconds);
  const result = await resultOf(client, search);
  const { winner } = result.searchSession;
  const onnxPath = winner && (await exportWinner(client, winner, dataFolder));
  process.stdout.write(options.json ? jsonReport(result, onnxPath) : drawnReport(search, result, onnxPath));
}

/** Gives up when the service dies or the user wants to leave. */
async function untilInterrupted(service: LocalService, work: Promise<void>): Promise<void> {
  const interrupted = new Promise<never>((_, reject) => {
    process.once('SIGINT', () => reject(new RequestError('Interrupted: the service is being stopped')));
    process.once('SIGTERM', () => reject(new RequestError('Terminated: the service is being stopped')));
    void service.ended.then((sentence) => reject(new RequestError(sentence)));
  });
  await Promise.race([work, interrupted]);
}

async function exportWinner(
  client: GraphQLClient,
  winner: Winner,
  dataFolder: string,
): Promise<string | null> {
  const artifact = winner.artifacts.find(({ name }) => name === 'model.onnx');
  if (!artifact) return null;
  const folder = join(dataFolder, 'exports');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${winner.architecture.hash.slice(0, 12)}.onnx`);
  writeFileSync(path, await client.download(artifact.path));
  return path;
}

function jsonReport({ searchSession }: Result, onnxPath: string | null): string {
  const { id, winner, verdict, trialCounts, control } = searchSession;
  const armOf = (counts: TrialCountsData) => ({
    trials: counts.succeeded + counts.failed + counts.cancelled,
    failed: counts.failed,
    cached: counts.cached,
    deviceSeconds: Number(counts.deviceSeconds.toFixed(2)),
  });
  const document = {
    sessionId: id,
    ...armOf(trialCounts),
    seconds: Number(seconds().toFixed(1)),
    winner: winner && {
      hash: winner.architecture.hash,
      validationAccuracy: winner.validationAccuracy,
      testAccuracy: winner.testAccuracy,
      onnxPath,
    },
    verdict,
    control: control && { sessionId: control.id, ...armOf(control.trialCounts) },
  };
  return `${JSON.stringify(document)}\n`;
}

function drawnReport(search: SubmittedSearch, result: Result, onnxPath: string | null): string {
  const { winner, verdict, trialCounts, control } = result.searchSession;
  const strategies = new Map(search.sessions.map(({ id, strategy }) => [id, strategy]));
  const parts = [
    '',
    drawLeaderboard(result.leaderboard.edges, strategies),
    '',
    `${styleText('bold', 'Verdict')}      ${verdict?.sentence ?? 'there is no control arm to compare with'}`,
    ...(winner ? winnerLines(winner, onnxPath) : []),
    `${styleText('bold', 'Cost')}         ${costText(trialCounts, control)}`,
    '',
  ];
  return `${parts.join('\n')}\n`;
}

function winnerLines(
  { architecture, validationAccuracy, testAccuracy }: Winner,
  onnxPath: string | null,
): string[] {
  const accuracies = `validation ${validationAccuracy.toFixed(4)}, test ${testAccuracy.toFixed(4)}`;
  return [
    `${styleText('bold', 'Winner')}       ${networkText(architecture)} (${short(architecture.parameters)} parameters): ${accuracies}`,
    `${styleText('bold', 'Exported to')}  ${onnxPath ?? 'nowhere: it left no file'}`,
  ];
}

function costText(
  search: TrialCountsData,
  control: NonNullable<ResultData['searchSession']>['control'],
): string {
  const arms = control ? [search, control.trialCounts] : [search];
  const sum = (field: keyof TrialCountsData) => arms.reduce((total, counts) => total + counts[field], 0);
  return (
    `${sum('succeeded') + sum('failed')} trials, ${sum('cached')} of them from the cache, in ` +
    `${sum('deviceSeconds').toFixed(0)} device-seconds; ${seconds().toFixed(0)} s in all`
  );
}

const addresses = ({ url, pid, logFile }: LocalService): string =>
  `\nThe service goes on running:\n  GraphQL    ${url}/graphql\n  events     ${url.replace('http', 'ws')}/graphql (graphql-ws)\n` +
  `  health     ${url}/health/ready\n  log        ${logFile}\n  stop it    kill ${pid}\n`;

try {
  await main();
} catch (error) {
  const explained = error instanceof RequestError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(
    `${error instanceof Error ? (explained ? error.message : error.stack) : String(error)}\n`,
  );
  process.exitCode = 1;
}

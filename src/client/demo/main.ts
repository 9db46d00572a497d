// `npm run demo`: a real search on real data, through the public API, from an empty machine to an ONNX file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { ArchwayClient, type SessionDetails } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';
import { readSubmission } from '../commands/read-submission.js';
import { drawReport } from '../screen/report.js';
import { createScreen } from '../screen/screen.js';
import { watch, watchedSearch } from '../screen/watch.js';
import { type LocalService, startLocalService } from './local-service.js';

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

type Winner = NonNullable<SessionDetails['winner']>;

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
  const client = new ArchwayClient({ url: service.url });
  const session = await client.submit(readSubmission(options.example).submission);
  await watch(client, watchedSearch(session), createScreen(process.stdout, !options.json), seconds);
  const result = await client.session(session.id);
  if (result.state !== 'SUCCEEDED') {
    throw new ArchwayError(
      'INTERNAL',
      `The search ended as ${result.state}: ${result.error ?? 'no reason given'}`,
    );
  }
  const onnxPath = result.winner && (await exportWinner(client, result.winner, dataFolder));
  if (options.json) return void process.stdout.write(jsonReport(result, onnxPath));
  const leaderboard = await client.leaderboard({ experimentId: session.experimentId });
  process.stdout.write(
    `\n${drawReport(result, leaderboard)}\n${styleText('bold', 'Exported to')}  ${onnxPath ?? 'nowhere: it left no file'}\n` +
      `${styleText('bold', 'Time')}         ${seconds().toFixed(0)} s in all\n\n`,
  );
}

/** Gives up when the service dies or the user wants to leave. */
async function untilInterrupted(service: LocalService, work: Promise<void>): Promise<void> {
  const interrupted = new Promise<never>((_, reject) => {
    process.once('SIGINT', () =>
      reject(new ArchwayError('INTERRUPTED', 'Interrupted: the service is being stopped')),
    );
    process.once('SIGTERM', () =>
      reject(new ArchwayError('INTERRUPTED', 'Terminated: the service is being stopped')),
    );
    void service.ended.then((sentence) => reject(new ArchwayError('UNREACHABLE', sentence)));
  });
  await Promise.race([work, interrupted]);
}

async function exportWinner(
  client: ArchwayClient,
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

function jsonReport(
  { id, winner, verdict, trialCounts, control }: SessionDetails,
  onnxPath: string | null,
): string {
  const armOf = (counts: SessionDetails['trialCounts']) => ({
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

const addresses = ({ url, pid, logFile }: LocalService): string =>
  `\nThe service goes on running:\n  GraphQL    ${url}/graphql\n  events     ${url.replace('http', 'ws')}/graphql (graphql-ws)\n` +
  `  health     ${url}/health/ready\n  log        ${logFile}\n  stop it    kill ${pid}\n`;

try {
  await main();
} catch (error) {
  const explained = error instanceof ArchwayError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(
    `${error instanceof Error ? (explained ? error.message : error.stack) : String(error)}\n`,
  );
  process.exitCode = 1;
}

import type { ArchwayClient, SessionDetails } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';
import { forecastText } from '../screen/forecast-text.js';
import { drawReport } from '../screen/report.js';
import { createScreen } from '../screen/screen.js';
import { watch, watchedSearch } from '../screen/watch.js';
import { exitCodeOf, exitCodeOfState, exitCodes } from './exit-codes.js';
import { orNull, wholeNumber } from './number-flag.js';
import { print, printJson, say } from './output.js';
import { readSubmission } from './read-submission.js';

export interface SubmitFlags {
  readonly wait?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly id?: string;
  readonly timeout?: string;
}

export interface WatchFlags {
  readonly json?: boolean;
  readonly timeout?: string;
}

/** Submits a file; with `wait` it also follows the search to its end, which decides the exit code. */
export async function submitFile(client: ArchwayClient, path: string, flags: SubmitFlags): Promise<void> {
  const timeoutSeconds = readTimeout(flags.timeout);
  if (timeoutSeconds !== null && !flags.wait)
    throw new ArchwayError('INVALID_INPUT', '--timeout is for --wait: without it nothing is waited for');
  const file = readSubmission(path);
  if (flags.dryRun) {
    const forecast = await client.forecast(file.submission).catch((error: unknown) => {
      throw file.locate(error);
    });
    if (flags.json) printJson(forecast);
    else print(forecastText(forecast));
    return;
  }
  const session = await client.submit(file.submission, flags.id).catch((error: unknown) => {
    throw file.locate(namingFlag(error));
  });
  if (!flags.wait) {
    const { id, experimentId, control, seed } = session;
    if (flags.json) printJson({ experimentId, sessionId: id, controlId: control?.id ?? null, seed });
    else print(id);
    say(`Follow it with: archway watch ${id}`);
    return;
  }
  say(`Session ${session.id}`);
  await follow(client, session.id, { ...flags, events: false, timeoutSeconds });
}

/** The server knows the flag --id by another name. */
function namingFlag(error: unknown): unknown {
  const [problem] = error instanceof ArchwayError ? error.problems : [];
  return problem?.field === 'clientMutationId'
    ? new ArchwayError('CONFLICT', `--id ${problem.message}`)
    : error;
}

/** Follows a search to its end, which decides the exit code. */
export async function watchSession(client: ArchwayClient, id: string, flags: WatchFlags): Promise<void> {
  await follow(client, id, { ...flags, events: true, timeoutSeconds: readTimeout(flags.timeout) });
}

interface Follow {
  readonly json?: boolean;
  /** With json: a line for each event instead of the result. */
  readonly events: boolean;
  readonly timeoutSeconds: number | null;
}

async function follow(client: ArchwayClient, id: string, how: Follow): Promise<void> {
  const interrupted = () => {
    say(`\nThe search goes on; follow it with: archway watch ${id}`);
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  const result = await withTimeout(how.timeoutSeconds, id, toEnd(client, id, how)).catch((error: unknown) => {
    throw hintingAt(id, error);
  });
  process.off('SIGINT', interrupted);
  process.exitCode = exitCodeOfState(result.state);
}

/** Whoever loses the server loses the search out of sight, and nothing of it. */
function hintingAt(id: string, error: unknown): unknown {
  if (!(error instanceof ArchwayError) || exitCodeOf(error.code) !== exitCodes.UNREACHABLE) return error;
  const hint = `the search goes on when the server is back; follow it with: archway watch ${id}`;
  return new ArchwayError(error.code, `${error.message}\n${hint}`, error.problems);
}

async function toEnd(client: ArchwayClient, id: string, { json, events }: Follow): Promise<SessionDetails> {
  const session = await client.session(id);
  if (json && events) {
    for await (const event of client.events(id)) printJson(event);
    return client.session(id);
  }
  const began = performance.now();
  if (!json && session.forecast) say(forecastText(session.forecast));
  const search = watchedSearch(session);
  // The picture goes beside the result: standard output has the report alone.
  await watch(client, search, createScreen(process.stderr, !json), () => (performance.now() - began) / 1000);
  const result = await client.session(id);
  if (json) printJson(result);
  else print(drawReport(result, await client.leaderboard({ experimentId: session.experimentId })));
  return result;
}

/** @throws ArchwayError TIMED_OUT; the search itself goes on */
async function withTimeout<T>(seconds: number | null, id: string, work: Promise<T>): Promise<T> {
  if (seconds === null) return work;
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    const message = `the search has not ended after ${seconds} s; it goes on: archway watch ${id}`;
    timer = setTimeout(() => reject(new ArchwayError('TIMED_OUT', message)), seconds * 1000);
  });
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}

const readTimeout = (text: string | undefined) =>
  orNull(text, (given) => wholeNumber('--timeout', given, { least: 1, most: 2_000_000, unit: 'seconds' }));

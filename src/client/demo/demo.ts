import { readFileSync } from 'node:fs';
import { type GraphQLClient, RequestError, refuseUserErrors } from '../graphql-client.js';
import { drawProgress, type Epochs } from './draw.js';
import type {
  CreateExperimentData,
  EventsData,
  ResultData,
  SessionData,
  StartSessionData,
} from './messages.js';
import { CREATE_EXPERIMENT, EVENTS, RESULT, START_SESSION } from './operations.js';
import type { Screen } from './screen.js';
import { after, isFinished, newProgress, type SessionProgress } from './session-progress.js';

export interface SubmittedSearch {
  readonly title: string;
  readonly experimentId: string;
  /** Of a trial of the search, and of a finalist. */
  readonly epochs: Epochs;
  /** The search, and its control arm. */
  readonly sessions: readonly SessionData[];
}

type Result = ResultData & { readonly searchSession: NonNullable<ResultData['searchSession']> };

/** Submits a file with an `experiment` and a `search`, as a client does. */
export async function submit(client: GraphQLClient, file: string): Promise<SubmittedSearch> {
  const { experiment: definition, search } = JSON.parse(readFileSync(file, 'utf8')) as {
    experiment: unknown;
    search: Record<string, unknown>;
  };
  const { createExperiment } = await client.request<CreateExperimentData>(CREATE_EXPERIMENT, { definition });
  refuseUserErrors(createExperiment.userErrors);
  const { experiment } = createExperiment;
  if (!experiment) throw new RequestError('the server created no experiment and did not say why');
  const input = { ...search, experimentId: experiment.id };
  const { startSearchSession } = await client.request<StartSessionData>(START_SESSION, { input });
  refuseUserErrors(startSearchSession.userErrors);
  const session = startSearchSession.searchSession;
  if (!session) throw new RequestError('the server started no session and did not say why');
  return {
    title: `${experiment.name}: ${Number(experiment.spaceSize).toLocaleString('en')} architectures`,
    experimentId: experiment.id,
    epochs: { SEARCH: experiment.definition.recipe.epochs, FINAL: experiment.definition.finalRecipe.epochs },
    sessions: session.control ? [session, session.control] : [session],
  };
}

/** Shows a search until all its sessions have ended. */
export async function watch(
  client: GraphQLClient,
  search: SubmittedSearch,
  screen: Screen,
  seconds: () => number,
): Promise<void> {
  const progress = new Map(search.sessions.map((session) => [session.id, newProgress(session)]));
  const show = () => drawProgress(search.title, [...progress.values()], search.epochs, seconds());
  await Promise.all(
    search.sessions.map((session) => follow(client, session.id, progress, () => screen.show(show))),
  );
  screen.done();
}

async function follow(
  client: GraphQLClient,
  sessionId: string,
  progress: Map<string, SessionProgress>,
  changed: () => void,
): Promise<void> {
  const events = client.subscribe<EventsData>(EVENTS, { sessionId, afterSequence: 0 });
  for await (const { searchSessionEvents: event } of events) {
    const last = progress.get(sessionId);
    if (!last) return;
    const next = after(last, event);
    progress.set(sessionId, next);
    changed();
    if (isFinished(next)) return;
  }
  throw new RequestError('the server closed the stream of events before the search had ended');
}

/** @throws RequestError when the search did not succeed, with its reason */
export async function resultOf(client: GraphQLClient, search: SubmittedSearch): Promise<Result> {
  const [session] = search.sessions;
  const { experimentId } = search;
  const result = await client.request<ResultData>(RESULT, { sessionId: session?.id, experimentId });
  const { searchSession } = result;
  if (searchSession?.state !== 'SUCCEEDED') {
    throw new RequestError(
      `The search ended as ${searchSession?.state}: ${searchSession?.error ?? 'no reason given'}`,
    );
  }
  return { ...result, searchSession };
}

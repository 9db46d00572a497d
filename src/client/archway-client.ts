import { ArchwayError, refuseUserErrors } from './archway-error.js';
import {
  ArchiveExperimentDocument,
  CancelSearchSessionDocument,
  type CancelSearchSessionMutation,
  ChangeSearchSessionDocument,
  type ChangeSearchSessionInput,
  CloneExperimentDocument,
  CompareSessionsDocument,
  type CompareSessionsQuery,
  ForecastSearchDocument,
  type ForecastSearchQuery,
  LeaderboardDocument,
  type LeaderboardQuery,
  type LeaderboardQueryVariables,
  PauseSearchSessionDocument,
  ResumeSearchSessionDocument,
  ReviseExperimentDocument,
  type ReviseExperimentMutation,
  SearchSessionDocument,
  SearchSessionEventsDocument,
  type SearchSessionEventsSubscription,
  type SearchSessionQuery,
  StopSearchSessionDocument,
  SubmitSearchDocument,
  type SubmitSearchMutation,
  UnarchiveExperimentDocument,
  UploadBenchmarkTableDocument,
  type UploadBenchmarkTableInput,
  type UploadBenchmarkTableMutation,
} from './generated/operations.js';
import { GraphQLClient, type Operation } from './graphql-client.js';
import { pauseBeforeRetry } from './retry.js';
import type { Submission } from './submission.js';

export interface Connection {
  /** Of the server, such as http://127.0.0.1:8080. */
  readonly url: string;
  /** Of the project; a server on loopback without keys needs none. */
  readonly key?: string | undefined;
}

export type SessionEvent = SearchSessionEventsSubscription['searchSessionEvents'];
export type SessionDetails = NonNullable<SearchSessionQuery['searchSession']>;
export type UploadedTable = NonNullable<UploadBenchmarkTableMutation['uploadBenchmarkTable']['table']>;
export type StartedSession = NonNullable<SubmitSearchMutation['submitSearch']['searchSession']>;
export type ChangedSession = NonNullable<CancelSearchSessionMutation['change']['searchSession']>;
export type ChangedExperiment = NonNullable<ReviseExperimentMutation['change']['experiment']>;
export type SessionChanges = Omit<ChangeSearchSessionInput, 'id' | 'clientMutationId'>;
export type SessionComparison = CompareSessionsQuery['compareSessions'];
export type Forecast = NonNullable<ForecastSearchQuery['forecastSearch']['forecast']>;
export type LeaderboardEdge = LeaderboardQuery['leaderboard']['edges'][number];

const verbs = {
  pause: PauseSearchSessionDocument,
  resume: ResumeSearchSessionDocument,
  stop: StopSearchSessionDocument,
  cancel: CancelSearchSessionDocument,
} as const;

export type Verb = keyof typeof verbs;

const FINISHED: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);

export const isFinished = (state: string): boolean => FINISHED.has(state);

export type LeaderboardOf = Partial<LeaderboardQueryVariables> &
  ({ readonly sessionId: string } | { readonly experimentId: string });

/**
 * A client of one project on one server. Every method rejects with an ArchwayError. Once the server has
 * answered, requests outlast its absence for a quarter of a minute; the first one does not.
 */
export class ArchwayClient {
  readonly #transport: GraphQLClient;
  #answered = false;

  constructor({ url, key }: Connection) {
    this.#transport = new GraphQLClient(url, key);
  }

  /** Any operation, typed where a generator typed it. It is sent again after a lost answer: see clientMutationId. */
  async request<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    for (let failures = 0; ; failures += 1) {
      try {
        const result = await this.#transport.request(operation, variables);
        this.#answered = true;
        return result;
      } catch (error) {
        await pauseBeforeRetry(failures, error, this.#answered);
      }
    }
  }

  /**
   * Creates the experiment and starts the search, both or neither.
   * @param id makes the submission one: the same again returns what the first one started
   */
  async submit(
    { experiment, search }: Submission,
    id: string = crypto.randomUUID(),
  ): Promise<StartedSession> {
    const { submitSearch } = await this.request(SubmitSearchDocument, {
      input: { experiment, search, clientMutationId: id },
    });
    refuseUserErrors(submitSearch.userErrors);
    return present(submitSearch.searchSession);
  }

  /**
   * Stores another definition as the next revision of an experiment.
   * @param id the newest revision; of an older one it is refused as CONFLICT
   */
  async reviseExperiment(id: string, definition: unknown): Promise<ChangedExperiment> {
    const input = { id, definition, clientMutationId: crypto.randomUUID() };
    return experimentOf(await this.request(ReviseExperimentDocument, { input }));
  }

  /** Stores the same definition as an experiment of its own, of the same name unless another is given. */
  async cloneExperiment(id: string, name?: string): Promise<ChangedExperiment> {
    const input = { id, name: name ?? null, clientMutationId: crypto.randomUUID() };
    return experimentOf(await this.request(CloneExperimentDocument, { input }));
  }

  /** Hides an experiment with all its revisions and lets no session of it begin, or undoes that. Harmless when repeated. */
  async setArchived(id: string, archived: boolean): Promise<ChangedExperiment> {
    const operation = archived ? ArchiveExperimentDocument : UnarchiveExperimentDocument;
    return experimentOf(await this.request(operation, { input: { id } }));
  }

  /** Stores a table of results for experiments to be evaluated by; the same content again is the same version. */
  async uploadTable(input: UploadBenchmarkTableInput): Promise<UploadedTable> {
    const { uploadBenchmarkTable } = await this.request(UploadBenchmarkTableDocument, { input });
    refuseUserErrors(uploadBenchmarkTable.userErrors);
    return present(uploadBenchmarkTable.table);
  }

  /** What a submission would cost, its control arm included. It is checked as `submit` checks it, and nothing is stored. */
  async forecast({ experiment, search }: Submission): Promise<Forecast> {
    const { forecastSearch } = await this.request(ForecastSearchDocument, { input: { experiment, search } });
    refuseUserErrors(forecastSearch.userErrors);
    return present(forecastSearch.forecast);
  }

  /** @throws ArchwayError NOT_FOUND */
  async session(id: string): Promise<SessionDetails> {
    const { searchSession } = await this.request(SearchSessionDocument, { id });
    if (!searchSession) throw new ArchwayError('NOT_FOUND', `there is no session ${id} in this project`);
    return searchSession;
  }

  /** The best architectures of a session or of an experiment, 10 by validation accuracy unless it says otherwise. */
  async leaderboard(of: LeaderboardOf): Promise<readonly LeaderboardEdge[]> {
    const { leaderboard } = await this.request(LeaderboardDocument, {
      first: 10,
      orderBy: 'VALIDATION_ACCURACY',
      ...of,
    });
    return leaderboard.edges;
  }

  /**
   * Sessions of one problem beside one another, at the budget that all have spent, with their control arms.
   * @param points of each curve at most
   * @throws ArchwayError NOT_FOUND; INVALID_INPUT when they are of different problems
   */
  async compare(ids: readonly string[], points = 100): Promise<SessionComparison> {
    const { compareSessions } = await this.request(CompareSessionsDocument, { ids, points });
    return compareSessions;
  }

  /** Pauses, resumes, stops or cancels a session together with its control arm. Harmless when repeated. */
  async apply(verb: Verb, id: string): Promise<ChangedSession> {
    const { change } = await this.request(verbs[verb], { id });
    refuseUserErrors(change.userErrors);
    return present(change.searchSession);
  }

  /** Gives a session, and its control arm, another priority, other labels or greater budgets; what is absent stays. */
  async change(id: string, changes: SessionChanges): Promise<ChangedSession> {
    const { change } = await this.request(ChangeSearchSessionDocument, { input: { id, ...changes } });
    refuseUserErrors(change.userErrors);
    return present(change.searchSession);
  }

  /**
   * What happens in a session, each event once and in order, until it has finished. Goes on by itself after the
   * connection or the server broke.
   * @param afterSequence 0 is from the beginning
   */
  async *events(sessionId: string, afterSequence = 0): AsyncGenerator<SessionEvent, void, undefined> {
    let last = afterSequence;
    for (let failures = 0; ; failures += 1) {
      try {
        const results = this.#transport.subscribe(SearchSessionEventsDocument, {
          sessionId,
          afterSequence: last,
        });
        for await (const { searchSessionEvents: event } of results) {
          failures = 0;
          this.#answered = true;
          last = event.sequence;
          yield event;
          if (event.__typename === 'SessionStateChanged' && isFinished(event.state)) return;
        }
        throw new ArchwayError(
          'UNREACHABLE',
          'the server ended the stream of events before the search ended',
        );
      } catch (error) {
        await pauseBeforeRetry(failures, error, this.#answered);
      }
    }
  }

  /** The session once it has finished. */
  async wait(sessionId: string): Promise<SessionDetails> {
    for await (const _ of this.events(sessionId));
    return this.session(sessionId);
  }

  /** The content of an artifact, by the path that a trial names. */
  download(path: string): Promise<Uint8Array> {
    return this.#transport.download(path);
  }
}

function present<T>(value: T | null): T {
  if (value !== null) return value;
  throw new ArchwayError('INTERNAL', 'the server did nothing and did not say why');
}

function experimentOf({ change }: ReviseExperimentMutation): ChangedExperiment {
  refuseUserErrors(change.userErrors);
  return present(change.experiment);
}

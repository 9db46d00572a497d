import type { Scope } from '../../src/platform/access/index.js';
import { digitsDefinition } from './fixtures.js';
import { type InhabitedProject, tableUpload } from './inhabited-project.js';

/** What one way into the API is expected to ask of a key, and a request of it that succeeds. */
export interface Expectation<Request> {
  /** All of them. */
  readonly scopes: readonly Scope[];
  readonly request: (own: InhabitedProject) => Request;
  /** What it answers is no project's. */
  readonly common?: true;
}

const field = (
  scope: Scope,
  request: (own: InhabitedProject) => object = () => ({}),
): Expectation<object> => ({ scopes: [scope], request });

/** What all projects may know. */
const known = { scopes: ['read'], request: () => ({}), common: true } as const;

const search = { strategy: 'random', maxTrials: 4, retrainTop: 0, control: false };
const submission = { experiment: digitsDefinition, search };
const ofSession = ({ sessionId }: InhabitedProject) => ({ sessionId });
const onSession = ({ sessionId }: InhabitedProject) => ({ input: { id: sessionId } });
const onExperiment = ({ experimentId }: InhabitedProject) => ({ input: { id: experimentId } });
const metrics = ['VALIDATION_ACCURACY', 'PARAMETERS'];

/** Every root field of GraphQL, with its arguments. Mutations are in an order in which each finds what it needs. */
export const fieldExpectations: Readonly<Record<string, Expectation<object>>> = {
  apiKeys: field('admin'),
  architecture: field('read', ({ architectureId }) => ({ id: architectureId })),
  auditLog: field('admin'),
  benchmarkTable: field('read', ({ tableId }) => ({ id: tableId })),
  benchmarkTables: field('read'),
  compareSessions: field('read', ({ sessionId, controlId }) => ({ ids: [sessionId, controlId] })),
  dataSets: field('read'),
  evaluators: known,
  forecastSearch: { ...field('submit', () => ({ input: submission })), common: true },
  experiment: field('read', ({ experimentId }) => ({ id: experimentId })),
  experiments: field('read', () => ({ first: 2 })),
  leaderboard: field('read', ofSession),
  paretoFront: field('read', ({ experimentId }) => ({ experimentId, metrics })),
  project: field('read'),
  searchSession: field('read', ({ sessionId }) => ({ id: sessionId })),
  searchSessions: field('read', () => ({ first: 2 })),
  trial: field('read', ({ trialId }) => ({ id: trialId })),
  trials: field('read', ofSession),
  searchSessionEvents: field('read', ofSession),
  searchSpaces: known,
  strategies: known,
  workers: known,
  createExperiment: field('submit', () => ({ input: { definition: digitsDefinition } })),
  reviseExperiment: field('submit', ({ experimentId }) => ({
    input: { id: experimentId, definition: { ...digitsDefinition, seed: 7 } },
  })),
  cloneExperiment: field('submit', onExperiment),
  archiveExperiment: field('submit', onExperiment),
  unarchiveExperiment: field('submit', onExperiment),
  submitSearch: field('submit', () => ({ input: submission })),
  startSearchSession: field('submit', ({ experimentId }) => ({ input: { experimentId, ...search } })),
  changeSearchSession: field('submit', onSession),
  pauseSearchSession: field('submit', onSession),
  resumeSearchSession: field('submit', onSession),
  stopSearchSession: field('submit', onSession),
  cancelSearchSession: field('submit', onSession),
  uploadBenchmarkTable: field('submit', () => ({ input: tableUpload })),
  createApiKey: field('admin', () => ({ input: { name: 'another', scopes: ['read'] } })),
  rotateApiKey: field('admin', ({ spareKey }) => ({ input: { id: spareKey.id } })),
  revokeApiKey: field('admin', ({ spareKey }) => ({ input: { id: spareKey.id } })),
};

/**
 * Fields below the payload of a mutation that a key without read is refused, because they lead on from what the mutation made. All others
 * of these types it may see.
 */
export const readFields: Readonly<Record<string, readonly string[]>> = {
  ApiKey: [],
  BenchmarkTable: [],
  Experiment: ['searchSessions'],
  SearchSession: [
    'best',
    'control',
    'experiment',
    'finalists',
    'forecast',
    'policyUpdates',
    'progress',
    'trialCounts',
    'verdict',
    'winner',
  ],
};

/** What follows the path of a route: its parameters, and what is sent. */
export interface RouteRequest {
  readonly id?: string;
  readonly query?: string;
  readonly body?: object;
}

const route = (
  scopes: Scope | readonly Scope[],
  request: (own: InhabitedProject) => RouteRequest = () => ({}),
): Expectation<RouteRequest> => ({ scopes: [scopes].flat(), request });

/** Answered with a session, which is read. */
const started = ['submit', 'read'] as const;

const anExperiment = ({ experimentId }: InhabitedProject) => ({ id: experimentId });
const aDataSet = ({ dataSetVersionId }: InhabitedProject) => ({ id: dataSetVersionId });
const aSession = ({ sessionId }: InhabitedProject) => ({ id: sessionId });
const aTrial = ({ trialId }: InhabitedProject) => ({ id: trialId });
const aKey = ({ spareKey }: InhabitedProject) => ({ id: spareKey.id });
const front = `?${metrics.map((metric) => `metrics=${metric}`).join('&')}`;

/** Every operation of REST, by its operationId. */
export const routeExpectations: Readonly<Record<string, Expectation<RouteRequest>>> = {
  experiments: route('read'),
  experiment: route('read', anExperiment),
  experimentSessions: route('read', anExperiment),
  experimentLeaderboard: route('read', anExperiment),
  experimentParetoFront: route('read', (own) => ({ ...anExperiment(own), query: front })),
  sessions: route('read'),
  session: route('read', aSession),
  sessionLeaderboard: route('read', aSession),
  sessionParetoFront: route('read', (own) => ({ ...aSession(own), query: front })),
  bestTrial: route('read', aSession),
  sessionProgress: route('read', aSession),
  sessionPastEvents: route('read', aSession),
  sessionTrials: route('read', aSession),
  sessionUpdates: route('read', aSession),
  sessionEvents: route('read', aSession),
  trial: route('read', aTrial),
  trialMeasurements: route('read', aTrial),
  trialAttempts: route('read', aTrial),
  trialArtifacts: route('read', aTrial),
  architecture: route('read', ({ architectureId }) => ({ id: architectureId })),
  artifactContent: route('read', ({ artifactId }) => ({ id: artifactId })),
  architectureTrials: route('read', ({ architectureId }) => ({ id: architectureId })),
  architectureGraph: route('read', ({ architectureId }) => ({ id: architectureId })),
  compareSessions: route('read', ({ sessionId, controlId }) => ({
    query: `?ids=${sessionId}&ids=${controlId}`,
  })),
  dataSets: route('read'),
  dataSetLeaderboard: route('read', aDataSet),
  dataSetParetoFront: route('read', (own) => ({ ...aDataSet(own), query: front })),
  evaluators: route('read'),
  searchSpaces: route('read'),
  sessionFinalists: route('read', aSession),
  sessionForecast: route('read', aSession),
  strategies: route('read'),
  table: route('read', ({ tableId }) => ({ id: tableId })),
  tables: route('read'),
  workers: route('read'),
  project: route('read'),
  auditLog: route('admin'),
  keys: route('admin'),
  createKey: route('admin', () => ({ body: { name: 'of a test', scopes: ['read'] } })),
  rotateKey: route('admin', (own) => ({ ...aKey(own), body: {} })),
  revokeKey: route('admin', aKey),
  forecastSearch: route('submit', () => ({ body: submission })),
  createExperiment: route('submit', () => ({ body: { definition: digitsDefinition } })),
  reviseExperiment: route('submit', (own) => ({
    ...anExperiment(own),
    body: { definition: { ...digitsDefinition, seed: 8 } },
  })),
  cloneExperiment: route('submit', (own) => ({ ...anExperiment(own), body: {} })),
  archiveExperiment: route('submit', anExperiment),
  unarchiveExperiment: route('submit', anExperiment),
  uploadTable: route('submit', () => ({ body: tableUpload })),
  submitSearch: route(started, () => ({ body: submission })),
  startSession: route(started, ({ experimentId }) => ({ body: { experimentId, ...search } })),
  changeSession: route(started, (own) => ({ ...aSession(own), body: { priority: 20 } })),
  pauseSession: route(started, aSession),
  resumeSession: route(started, aSession),
  stopSession: route(started, aSession),
  cancelSession: route(started, aSession),
};

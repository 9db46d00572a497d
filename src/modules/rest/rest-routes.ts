import type { RestRoute } from './rest-route.js';

const EXPERIMENT = '/v1/experiments/{id}';
const SESSION = '/v1/sessions/{id}';
const TRIAL = '/v1/trials/{id}';
const DATA_SET = '/v1/data-set-versions/{id}';

const get = (path: string, operationId: string, summary: string) =>
  ({ method: 'get', path, operationId, summary, scopes: ['read'] }) as const;

const post = (path: string, operationId: string, summary: string) =>
  ({ method: 'post', path, operationId, summary, scopes: ['submit'] }) as const;

const forAdmin = { scopes: ['admin'] } as const;

/** Answers with a session, and so with what is read of its trials. */
const postForSession = (path: string, operationId: string, summary: string) =>
  ({ ...post(path, operationId, summary), scopes: ['submit', 'read'] }) as const;

const verb = (name: 'pause' | 'resume' | 'stop' | 'cancel', summary: string): RestRoute => ({
  ...postForSession(`${SESSION}/${name}`, `${name}Session`, summary),
  fields: [`${name}SearchSession`],
});

/** The whole REST API but for the content of artifacts, which is no JSON. */
export const restRoutes: readonly RestRoute[] = [
  {
    ...post('/v1/experiments', 'createExperiment', 'Check and store an experiment'),
    fields: ['createExperiment'],
    status: 201,
    location: '/v1/experiments',
  },
  {
    ...postForSession('/v1/searches', 'submitSearch', 'Store an experiment and start a search of it, in one'),
    fields: ['submitSearch'],
    status: 201,
    location: '/v1/sessions',
  },
  {
    ...post(
      '/v1/forecasts',
      'forecastSearch',
      'What a search would cost, with everything that is wrong with it',
    ),
    fields: ['forecastSearch'],
  },
  { ...get('/v1/experiments', 'experiments', 'Experiments, newest first'), fields: ['experiments'] },
  { ...get(EXPERIMENT, 'experiment', 'An experiment'), fields: ['experiment'] },
  {
    ...post(`${EXPERIMENT}/revisions`, 'reviseExperiment', 'Store another definition as its next revision'),
    fields: ['reviseExperiment'],
    status: 201,
    location: '/v1/experiments',
  },
  {
    ...post(`${EXPERIMENT}/clone`, 'cloneExperiment', 'Store its definition as an experiment of its own'),
    fields: ['cloneExperiment'],
    status: 201,
    location: '/v1/experiments',
  },
  {
    ...post(
      `${EXPERIMENT}/archive`,
      'archiveExperiment',
      'Hide it from lists, and let no session of it begin',
    ),
    fields: ['archiveExperiment'],
  },
  {
    ...post(`${EXPERIMENT}/unarchive`, 'unarchiveExperiment', 'Take it out of the archive'),
    fields: ['unarchiveExperiment'],
  },
  {
    ...get(`${EXPERIMENT}/sessions`, 'experimentSessions', 'Its sessions, newest first'),
    fields: ['experiment', 'searchSessions'],
  },
  {
    ...get(`${EXPERIMENT}/leaderboard`, 'experimentLeaderboard', 'The leaderboard over all its sessions'),
    fields: ['leaderboard'],
    idArgument: 'experimentId',
    under: 'experiment',
    omitted: ['sessionId', 'dataSetVersionId'],
  },
  {
    ...get(`${EXPERIMENT}/pareto-front`, 'experimentParetoFront', 'The Pareto front over all its sessions'),
    fields: ['paretoFront'],
    idArgument: 'experimentId',
    under: 'experiment',
    omitted: ['sessionId', 'dataSetVersionId'],
  },
  {
    ...postForSession('/v1/sessions', 'startSession', 'Start a search and its random control arm'),
    fields: ['startSearchSession'],
    status: 201,
    location: '/v1/sessions',
  },
  { ...get('/v1/sessions', 'sessions', 'Sessions, newest first'), fields: ['searchSessions'] },
  {
    ...get(SESSION, 'session', 'A session: its state, counts and verdict; waits for its end if asked'),
    fields: ['searchSession'],
    waits: true,
  },
  {
    ...get(
      '/v1/comparison',
      'compareSessions',
      'Sessions of one problem beside one another, at equal budgets',
    ),
    fields: ['compareSessions'],
  },
  verb('pause', 'Begin no further trial; those under way end'),
  verb('resume', 'Go on where it was paused'),
  verb('stop', 'Drain: trials under way end, those that wait are cancelled, the finalists are trained'),
  verb('cancel', 'Kill within seconds; what was found stays'),
  {
    ...postForSession(
      `${SESSION}/change`,
      'changeSession',
      'Give it another priority, other labels, greater budgets',
    ),
    fields: ['changeSearchSession'],
  },
  {
    ...get(`${SESSION}/leaderboard`, 'sessionLeaderboard', 'Its architectures, best first'),
    fields: ['leaderboard'],
    idArgument: 'sessionId',
    under: 'searchSession',
    omitted: ['experimentId', 'dataSetVersionId'],
  },
  {
    ...get(`${SESSION}/pareto-front`, 'sessionParetoFront', 'The Pareto front of its architectures'),
    fields: ['paretoFront'],
    idArgument: 'sessionId',
    under: 'searchSession',
    omitted: ['experimentId', 'dataSetVersionId'],
  },
  {
    ...get(`${SESSION}/best`, 'bestTrial', 'The best architecture so far, with the trial that earned it'),
    fields: ['searchSession', 'best'],
  },
  {
    ...get(`${SESSION}/progress`, 'sessionProgress', 'Best so far against trials and device-seconds'),
    fields: ['searchSession', 'progress'],
  },
  {
    ...get(
      `${SESSION}/finalists`,
      'sessionFinalists',
      'Its finalists, best first, with means over their seeds',
    ),
    fields: ['searchSession', 'finalists'],
  },
  {
    ...get(`${SESSION}/forecast`, 'sessionForecast', 'What it will still cost'),
    fields: ['searchSession', 'forecast'],
  },
  {
    ...get(`${SESSION}/trials`, 'sessionTrials', 'Its trials, in the order of proposal'),
    fields: ['trials'],
    idArgument: 'sessionId',
    under: 'searchSession',
  },
  {
    ...get(`${SESSION}/updates`, 'sessionUpdates', 'What its strategy said of itself, update by update'),
    fields: ['searchSession', 'policyUpdates'],
  },
  {
    ...get(`${SESSION}/past-events`, 'sessionPastEvents', 'What has happened in it so far, in order'),
    fields: ['searchSessionEvents'],
    idArgument: 'sessionId',
    under: 'searchSession',
  },
  { ...get(TRIAL, 'trial', 'A trial'), fields: ['trial'] },
  {
    ...get(`${TRIAL}/measurements`, 'trialMeasurements', 'Every metric of every epoch'),
    fields: ['trial', 'measurements'],
  },
  {
    ...get(`${TRIAL}/attempts`, 'trialAttempts', 'Attempts that gave no result and were followed by another'),
    fields: ['trial', 'earlierAttempts'],
  },
  {
    ...get(`${TRIAL}/artifacts`, 'trialArtifacts', 'The files that it left behind'),
    fields: ['trial', 'artifacts'],
  },
  { ...get('/v1/architectures/{id}', 'architecture', 'An architecture'), fields: ['architecture'] },
  {
    ...post(
      '/v1/tables',
      'uploadTable',
      'Check and store a table of results, to be searched instead of training',
    ),
    fields: ['uploadBenchmarkTable'],
    status: 201,
    location: '/v1/tables',
  },
  {
    ...get('/v1/tables', 'tables', 'The tables that were uploaded, newest first'),
    fields: ['benchmarkTables'],
  },
  { ...get('/v1/tables/{id}', 'table', 'A table that was uploaded'), fields: ['benchmarkTable'] },
  { ...get('/v1/workers', 'workers', 'The workers of the installation'), fields: ['workers'] },
  {
    ...get(
      '/v1/architectures/{id}/trials',
      'architectureTrials',
      'Every trial of it, in the order of proposal',
    ),
    fields: ['architecture', 'trials'],
  },
  {
    ...get('/v1/architectures/{id}/graph', 'architectureGraph', 'Its network, layer by layer'),
    fields: ['architecture', 'graph'],
  },
  { ...get('/v1/strategies', 'strategies', 'Every strategy, with its options'), fields: ['strategies'] },
  {
    ...get('/v1/search-spaces', 'searchSpaces', 'Every kind of search space, with what defines one'),
    fields: ['searchSpaces'],
  },
  { ...get('/v1/evaluators', 'evaluators', 'Every kind of evaluator'), fields: ['evaluators'] },
  {
    ...get('/v1/data-sets', 'dataSets', 'Everything that networks can be evaluated on'),
    fields: ['dataSets'],
  },
  {
    ...get(`${DATA_SET}/leaderboard`, 'dataSetLeaderboard', 'The leaderboard over all experiments on it'),
    fields: ['leaderboard'],
    idArgument: 'dataSetVersionId',
    omitted: ['sessionId', 'experimentId'],
  },
  {
    ...get(`${DATA_SET}/pareto-front`, 'dataSetParetoFront', 'The Pareto front over all experiments on it'),
    fields: ['paretoFront'],
    idArgument: 'dataSetVersionId',
    omitted: ['sessionId', 'experimentId'],
  },
  { ...get('/v1/project', 'project', 'The project of the key, with its quotas'), fields: ['project'] },
  {
    ...get('/v1/keys', 'keys', 'The keys of the project, newest first'),
    ...forAdmin,
    fields: ['apiKeys'],
  },
  {
    ...post('/v1/keys', 'createKey', 'Make a key; its secret is shown this once'),
    ...forAdmin,
    fields: ['createApiKey'],
    status: 201,
    shownOnce: true,
  },
  {
    ...post('/v1/keys/{id}/rotate', 'rotateKey', 'Give it a new secret, shown this once'),
    ...forAdmin,
    fields: ['rotateApiKey'],
    shownOnce: true,
  },
  {
    ...post('/v1/keys/{id}/revoke', 'revokeKey', 'Take it out of use at once and for good'),
    ...forAdmin,
    fields: ['revokeApiKey'],
  },
  {
    ...get('/v1/audit-log', 'auditLog', 'The mutations that were carried out'),
    ...forAdmin,
    fields: ['auditLog'],
  },
];

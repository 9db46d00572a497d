import { afterAll } from 'vitest';
import { databaseSchema } from '../../src/apps/database-schema.js';
import { ArchitectureRepository } from '../../src/modules/architectures/index.js';
import { ArtifactRepository } from '../../src/modules/artifacts/index.js';
import { DataSetRepository } from '../../src/modules/data-sets/index.js';
import { EventFeed } from '../../src/modules/events/event-feed.service.js';
import { EventLog } from '../../src/modules/events/index.js';
import { ExperimentsService } from '../../src/modules/experiments/index.js';
import { ExperimentRepository } from '../../src/modules/experiments/typeorm-experiments.js';
import { LeaderboardReadModel } from '../../src/modules/leaderboard/leaderboard.read-model.js';
import { LeaderboardService } from '../../src/modules/leaderboard/leaderboard.service.js';
import { ParetoFrontReadModel } from '../../src/modules/leaderboard/pareto-front.read-model.js';
import { MutationLog, MutationRepository } from '../../src/modules/mutations/index.js';
import { ProjectRepository } from '../../src/modules/projects/index.js';
import { AdvanceSessionService } from '../../src/modules/sessions/advance-session.service.js';
import { ChangeSessionService } from '../../src/modules/sessions/change-session.service.js';
import { DraftedTrials } from '../../src/modules/sessions/drafted-trials.js';
import { ProjectUsageReadModel } from '../../src/modules/sessions/project-usage.read-model.js';
import { Reconciler } from '../../src/modules/sessions/reconciler.service.js';
import { SessionReadModel } from '../../src/modules/sessions/session.read-model.js';
import { SessionProblems } from '../../src/modules/sessions/session-problems.js';
import { SessionVerbsService } from '../../src/modules/sessions/session-verbs.service.js';
import { StartSessionService } from '../../src/modules/sessions/start-session.service.js';
import { StrategyCache } from '../../src/modules/sessions/strategy-cache.js';
import { SessionTrialsRepository } from '../../src/modules/sessions/typeorm-session-trials.js';
import { SessionTurnRepository } from '../../src/modules/sessions/typeorm-session-turns.js';
import { SessionRepository } from '../../src/modules/sessions/typeorm-sessions.js';
import { BenchmarkTables, OwnTableRepository, UploadTablesService } from '../../src/modules/tables/index.js';
import { EarlyStopping } from '../../src/modules/trials/early-stopping.service.js';
import {
  TrialClaimRepository,
  TrialLeaseService,
  TrialReadModel,
  TrialRepository,
} from '../../src/modules/trials/index.js';
import { EqualTrialRepository } from '../../src/modules/trials/typeorm-equal-trials.js';
import { TrialAttemptRepository } from '../../src/modules/trials/typeorm-trial-attempts.js';
import { TrialCheckpointRepository } from '../../src/modules/trials/typeorm-trial-checkpoints.js';
import { TrialCurveRepository } from '../../src/modules/trials/typeorm-trial-curves.js';
import { WorkerRepository } from '../../src/modules/workers/typeorm-workers.js';
import { WorkersReadModel } from '../../src/modules/workers/workers.read-model.js';
import { readConfiguration } from '../../src/platform/config/index.js';
import { createDataSource, Database, Notifications } from '../../src/platform/database/index.js';
import { captureLog } from './captured-log.js';
import { FakeJobQueue } from './fake-job-queue.js';
import type { TestDatabase } from './test-database.js';

export type Services = Awaited<ReturnType<typeof openServices>>;

/**
 * The services of one process on a real database, with a queue in memory whose jobs nobody handles unless a test
 * does. Two of them that share `queue` are two processes. They close when the file ends.
 */
export async function openServices({ url }: TestDatabase, queue = new FakeJobQueue()) {
  const { logger, lines } = captureLog();
  const configuration = readConfiguration({ DATABASE_URL: url, ARCHWAY_LEASE_SECONDS: '60' });
  const dataSource = createDataSource(url, databaseSchema, logger);
  await dataSource.initialize();
  const notifications = new Notifications(url, logger);
  await notifications.open();
  afterAll(async () => {
    await notifications.close();
    await dataSource.destroy();
  });

  const database = new Database(dataSource);
  const events = new EventLog(database);
  const feed = new EventFeed(events, notifications);
  await feed.onModuleInit();
  const log = new MutationLog(database, new MutationRepository(database));
  const ownTables = new OwnTableRepository(database);
  const tables = new BenchmarkTables(ownTables);
  const experiments = new ExperimentsService(
    new ExperimentRepository(database),
    new DataSetRepository(database),
    tables,
    ownTables,
    log,
  );
  const trials = new TrialRepository();
  const claims = new TrialClaimRepository();
  const trialViews = new TrialReadModel(database);
  const leaderboards = new LeaderboardService(
    new LeaderboardReadModel(database),
    new ParetoFrontReadModel(database),
  );
  const leases = new TrialLeaseService(
    database,
    trials,
    claims,
    new TrialAttemptRepository(),
    new TrialCheckpointRepository(),
    new EqualTrialRepository(),
    new EarlyStopping(new TrialCurveRepository()),
    new ArtifactRepository(database),
    events,
    configuration,
  );
  const sessions = new SessionRepository(database);
  const sessionViews = new SessionReadModel(database);
  const starting = new StartSessionService(
    sessions,
    experiments,
    new ProjectRepository(database),
    new ProjectUsageReadModel(),
    events,
    queue,
    log,
    logger,
  );
  const verbs = new SessionVerbsService(database, sessions, trials, claims, events, queue, log);
  const changing = new ChangeSessionService(sessions, new SessionTrialsRepository(), claims, queue, log);
  const advancing = new AdvanceSessionService(
    database,
    sessions,
    new SessionTrialsRepository(),
    new SessionTurnRepository(),
    trials,
    trialViews,
    new DraftedTrials(new ArchitectureRepository(database), trials),
    new SessionProblems(experiments, tables),
    events,
    new StrategyCache(sessions),
    queue,
    logger,
  );
  const reconciler = new Reconciler(
    database,
    leases,
    sessions,
    new SessionTrialsRepository(),
    verbs,
    queue,
    logger,
  );
  return {
    dataSource,
    database,
    notifications,
    events,
    feed,
    tables,
    uploads: new UploadTablesService(ownTables, log),
    experiments,
    trials,
    trialViews,
    leaderboards,
    leases,
    sessions,
    sessionViews,
    starting,
    verbs,
    changing,
    workers: new WorkerRepository(database),
    workerViews: new WorkersReadModel(database),
    advancing,
    reconciler,
    queue,
    lines,
  };
}

import { Module } from '@nestjs/common';
import { ArchitecturesModule } from '../architectures/index.js';
import { EventsApiModule, EventsModule } from '../events/index.js';
import { ExperimentsModule } from '../experiments/index.js';
import { MutationsModule } from '../mutations/index.js';
import { ProjectsModule } from '../projects/index.js';
import { TablesModule } from '../tables/index.js';
import { TrialsModule } from '../trials/index.js';
import { AdvanceSessionService } from './advance-session.service.js';
import { ChangeSessionService } from './change-session.service.js';
import { DraftedTrials } from './drafted-trials.js';
import { ProjectUsageReadModel } from './project-usage.read-model.js';
import { Reconciler } from './reconciler.service.js';
import { ReplayReadModel } from './replay.read-model.js';
import { ReplaySessionService } from './replay-session.service.js';
import { SearchWorker } from './search-worker.service.js';
import { SessionReadModel } from './session.read-model.js';
import { SessionEndings } from './session-endings.service.js';
import { SessionFieldsResolver } from './session-fields.resolver.js';
import { ExperimentSessionsResolver, SessionListResolver } from './session-lists.resolver.js';
import { SessionProblems } from './session-problems.js';
import { SessionProgressReadModel } from './session-progress.read-model.js';
import { SessionVerbsService } from './session-verbs.service.js';
import { SessionsResolver } from './sessions.resolver.js';
import { StartSessionService } from './start-session.service.js';
import { StrategyCache } from './strategy-cache.js';
import { SessionListRepository } from './typeorm-session-lists.js';
import { SessionTrialsRepository } from './typeorm-session-trials.js';
import { SessionTurnRepository } from './typeorm-session-turns.js';
import { SessionRepository } from './typeorm-sessions.js';

/** The part of the API's schema that is this feature's. */
export const sessionResolvers = [
  SessionsResolver,
  SessionListResolver,
  SessionFieldsResolver,
  ExperimentSessionsResolver,
];

@Module({
  imports: [EventsApiModule, EventsModule, ExperimentsModule, MutationsModule, ProjectsModule, TrialsModule],
  providers: [
    SessionRepository,
    SessionListRepository,
    ProjectUsageReadModel,
    SessionProgressReadModel,
    SessionReadModel,
    StartSessionService,
    SessionVerbsService,
    SessionTrialsRepository,
    ChangeSessionService,
    SessionEndings,
    ...sessionResolvers,
  ],
  exports: [SessionEndings, SessionProgressReadModel, SessionRepository, StartSessionService],
})
export class SessionsApiModule {}

@Module({
  imports: [
    ArchitecturesModule,
    EventsModule,
    ExperimentsModule,
    MutationsModule,
    TablesModule,
    TrialsModule,
  ],
  providers: [
    SessionRepository,
    SessionVerbsService,
    SessionTrialsRepository,
    SessionTurnRepository,
    StrategyCache,
    SessionProblems,
    DraftedTrials,
    AdvanceSessionService,
    SearchWorker,
    Reconciler,
  ],
})
export class SessionsWorkerModule {}

/** For the command that replays a session from its log. */
@Module({
  imports: [ExperimentsModule, TablesModule],
  providers: [SessionRepository, SessionProblems, ReplayReadModel, ReplaySessionService],
})
export class SessionsReplayModule {}

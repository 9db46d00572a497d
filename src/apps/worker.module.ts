import { Module } from '@nestjs/common';
import { MutationsWorkerModule } from '../modules/mutations/index.js';
import { SessionsWorkerModule } from '../modules/sessions/index.js';
import { TrialsWorkerModule } from '../modules/trials/index.js';

/** What advances sessions and trains networks; it listens to no port. */
@Module({ imports: [MutationsWorkerModule, SessionsWorkerModule, TrialsWorkerModule] })
export class WorkerModule {}

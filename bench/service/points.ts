import { databaseSchema } from '../../src/apps/database-schema.js';
import { ArtifactRepository } from '../../src/modules/artifacts/index.js';
import { EventLog } from '../../src/modules/events/index.js';
import { EarlyStopping } from '../../src/modules/trials/early-stopping.service.js';
import { TrialClaimRepository, TrialLeaseService, TrialRepository } from '../../src/modules/trials/index.js';
import type { ClaimedTrial } from '../../src/modules/trials/trial-lease.js';
import { EqualTrialRepository } from '../../src/modules/trials/typeorm-equal-trials.js';
import { TrialAttemptRepository } from '../../src/modules/trials/typeorm-trial-attempts.js';
import { TrialCheckpointRepository } from '../../src/modules/trials/typeorm-trial-checkpoints.js';
import { TrialCurveRepository } from '../../src/modules/trials/typeorm-trial-curves.js';
import { readConfiguration } from '../../src/platform/config/index.js';
import { createDataSource, Database } from '../../src/platform/database/index.js';
import { createLogger } from '../../src/platform/logging/index.js';
import type { Service } from './service.js';
import { cancelSession, startSession, tabular, untilRunning } from './session.js';
import { IN_FLIGHT } from './simulated.js';

export interface MetricPoints {
  /** Points a second, where each epoch is reported on its own and where ten epochs are reported at a time. */
  readonly single: number;
  readonly ofTen: number;
}

const POINTS_PER_EPOCH = 4;

/**
 * What 64 trials report at the same time, through the same service and the same statements as a worker's trainers; trials
 * that pretend to work hold the leases meanwhile.
 */
export async function measurePoints(service: Service, scale: number): Promise<MetricPoints> {
  const search = { strategy: 'random', mode: 'ASYNCHRONOUS', parallelism: IN_FLIGHT, maxTrials: IN_FLIGHT };
  const id = await startSession(service, { definition: tabular({ path: 'queue', seconds: 3600 }), search });
  await untilRunning(service, id, IN_FLIGHT);
  const trials = await service.query<ClaimedTrial>(
    `select t.id, t.session_id as "sessionId", t.number, t.attempt, t.lease_token as "leaseToken", e.definition
     from trials t join experiments e on e.id = t.experiment_id where t.session_id = $1`,
    [id],
  );
  const dataSource = createDataSource(service.databaseUrl, databaseSchema, createLogger('error'));
  await dataSource.initialize();
  try {
    const leases = leaseService(new Database(dataSource));
    let epoch = 0;
    const rate = async (epochs: number, together: number): Promise<number> => {
      const from = epoch;
      epoch += epochs;
      const began = performance.now();
      await Promise.all(trials.map((trial) => report(leases, trial, from, epochs, together)));
      return (trials.length * epochs * POINTS_PER_EPOCH * 1000) / (performance.now() - began);
    };
    return {
      single: await rate(Math.ceil(100 * scale), 1),
      ofTen: await rate(Math.ceil(100 * scale) * 10, 10),
    };
  } finally {
    await dataSource.destroy();
    await cancelSession(service, id);
  }
}

async function report(
  leases: TrialLeaseService,
  trial: ClaimedTrial,
  from: number,
  epochs: number,
  together: number,
): Promise<void> {
  for (let done = 0; done < epochs; done += together) {
    const reports = Array.from({ length: together }, (_, index) => ({
      epoch: from + done + index + 1,
      trainLoss: 1 / (done + 1),
      validationLoss: 2 / (done + 1),
      validationAccuracy: 0.5,
      seconds: done,
    }));
    const answer = await leases.reportEpochs(trial, reports);
    if (answer !== 'held') throw new Error(`the lease of trial ${trial.number} is ${answer}`);
  }
}

const leaseService = (database: Database): TrialLeaseService =>
  new TrialLeaseService(
    database,
    new TrialRepository(),
    new TrialClaimRepository(),
    new TrialAttemptRepository(),
    new TrialCheckpointRepository(),
    new EqualTrialRepository(),
    new EarlyStopping(new TrialCurveRepository()),
    new ArtifactRepository(database),
    new EventLog(database),
    readConfiguration({}),
  );

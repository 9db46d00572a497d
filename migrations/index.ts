import { FirstSchema1764000000000 } from './0001-first-schema.js';
import { SessionsAtScale1764100000000 } from './0002-sessions-at-scale.js';
import { ProjectsAndKeys1764200000000 } from './0003-projects-and-keys.js';
import { Standings1764300000000 } from './0004-standings.js';
import { Correlation1764350000000 } from './0005-correlation.js';
import { Attempts1764400000000 } from './0006-attempts.js';
import { Mutations1764450000000 } from './0007-mutations.js';
import { SessionProgress1764500000000 } from './0008-session-progress.js';
import { InfeasibleTrials1764550000000 } from './0009-infeasible-trials.js';
import { Workers1764600000000 } from './0010-workers.js';
import { ExperimentRevisions1764650000000 } from './0011-experiment-revisions.js';
import { FinalistsAndForecasts1764800000000 } from './0014-finalists-and-forecasts.js';
import { TrialsOfArchitecture1764900000000 } from './0016-trials-of-architecture.js';
import { EarlyStoppedTrials1765000000000 } from './0018-early-stopped-trials.js';
import { OwnTables1767000000000 } from './0040-own-tables.js';
import { BoardVersions1768000000000 } from './0042-board-versions.js';
import { CoveringStandings1769000000000 } from './0043-covering-standings.js';

/** Every migration, in order. One that landed is never edited. */
export const migrations = [
  FirstSchema1764000000000,
  SessionsAtScale1764100000000,
  ProjectsAndKeys1764200000000,
  Standings1764300000000,
  Correlation1764350000000,
  Attempts1764400000000,
  Mutations1764450000000,
  SessionProgress1764500000000,
  InfeasibleTrials1764550000000,
  Workers1764600000000,
  ExperimentRevisions1764650000000,
  FinalistsAndForecasts1764800000000,
  TrialsOfArchitecture1764900000000,
  EarlyStoppedTrials1765000000000,
  OwnTables1767000000000,
  BoardVersions1768000000000,
  CoveringStandings1769000000000,
] as const;

import type { UserErrorData } from '../graphql-client.js';

/** The answers to the operations, field by field as they ask for them. */
export interface CreateExperimentData {
  readonly createExperiment: {
    readonly experiment: {
      readonly id: string;
      readonly name: string;
      readonly spaceSize: string;
      readonly definition: {
        readonly recipe: { readonly epochs: number };
        readonly finalRecipe: { readonly epochs: number };
      };
    } | null;
    readonly userErrors: readonly UserErrorData[];
  };
}

export interface SessionData {
  readonly id: string;
  readonly strategy: string;
  readonly maxTrials: number;
}

export interface StartSessionData {
  readonly startSearchSession: {
    readonly searchSession: (SessionData & { readonly control: SessionData | null }) | null;
    readonly userErrors: readonly UserErrorData[];
  };
}

export interface TrialData {
  readonly id: string;
  readonly number: number;
  readonly purpose: 'SEARCH' | 'FINAL';
  readonly state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  readonly validationAccuracy: number | null;
  readonly reward: number | null;
  readonly failure: string | null;
  readonly cached: boolean;
}

export interface PolicyData {
  readonly version: number;
  readonly rewardMean: number | null;
  readonly rewardBest: number | null;
  readonly baseline: number | null;
  readonly entropy: number | null;
  readonly uniqueRate: number;
}

export type EventData = { readonly sequence: number } & (
  | { readonly __typename: 'SessionStateChanged'; readonly state: string; readonly stopReason: string | null }
  | { readonly __typename: 'TrialStateChanged'; readonly trial: TrialData }
  | {
      readonly __typename: 'EpochReported';
      readonly trialId: string;
      readonly epoch: number;
      readonly validationAccuracy: number | null;
    }
  | ({ readonly __typename: 'PolicyUpdated' } & PolicyData)
);

export interface EventsData {
  readonly searchSessionEvents: EventData;
}

export interface ArchitectureData {
  readonly hash: string;
  readonly description: {
    readonly layers: readonly {
      readonly filterHeight: number;
      readonly filterWidth: number;
      readonly filters: number;
    }[];
  };
  readonly parameters: number;
  readonly flops: number;
}

export interface TrialCountsData {
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly cached: number;
  readonly deviceSeconds: number;
}

export interface VerdictData {
  readonly conclusion: string;
  readonly bestDifference: number;
  readonly meanDifference: number;
  readonly superiority: number;
  readonly pValue: number;
  readonly seeds: number;
  readonly sentence: string;
}

export interface LeaderboardEdgeData {
  readonly rank: number;
  readonly node: {
    readonly validation: { readonly mean: number };
    readonly architecture: ArchitectureData;
    readonly trial: { readonly sessionId: string };
  };
}

export interface ResultData {
  readonly searchSession: {
    readonly id: string;
    readonly state: string;
    readonly error: string | null;
    readonly trialCounts: TrialCountsData;
    readonly verdict: VerdictData | null;
    readonly winner: {
      readonly validationAccuracy: number;
      readonly testAccuracy: number;
      readonly architecture: ArchitectureData;
      readonly artifacts: readonly { readonly name: string; readonly path: string; readonly bytes: number }[];
    } | null;
    readonly control: {
      readonly id: string;
      readonly state: string;
      readonly error: string | null;
      readonly trialCounts: TrialCountsData;
    } | null;
  } | null;
  readonly leaderboard: { readonly edges: readonly LeaderboardEdgeData[] };
}

import type {
  Observation,
  Outcome,
  Proposal,
  Strategy,
  UpdateTelemetry,
} from '../../nas/strategies/index.js';
import { newId } from '../../platform/ids/index.js';
import type { TrialEnding, TrialPurpose, TrialState } from '../trials/index.js';
import { KEPT_CHECKPOINT_INTERVAL } from './checkpoint.entity.js';
import type { SessionProblem } from './session-problems.js';
import { bestOf, hasResult, type OpenTrial, type Progress } from './session-progress.js';
import { ofStrategy } from './strategy-failure.js';

/** A trial that the turn adds, before its architecture is looked up. */
export interface DraftTrial {
  readonly id: string;
  readonly number: number;
  readonly purpose: TrialPurpose;
  readonly proposal: Proposal;
  /** Added to the seed of the experiment: finalists are trained from several. */
  readonly seedOffset: number;
  readonly latencyMs: number | null;
  /** Absent where a worker is to evaluate it. */
  readonly ending: TrialEnding | null;
  toldVersion: number | null;
}

export interface PolicyUpdate {
  readonly version: number;
  readonly telemetry: UpdateTelemetry;
}

/** To which update a trial was told. */
export interface Told {
  readonly id: string;
  readonly version: number;
}

/** What the strategy has been told in a turn, added up. */
export interface ToldTotals {
  readonly succeeded: number;
  readonly failed: number;
  readonly infeasible: number;
  readonly earlyStopped: number;
  readonly cached: number;
  readonly deviceSeconds: number;
  readonly best: number | null;
}

/** A trial that has ended, as far as a strategy is told of it. */
interface Result {
  readonly proposal: Proposal;
  readonly state: TrialState;
  readonly reward: number | null;
  readonly failure: string | null;
  readonly validationAccuracy: number | null;
  readonly deviceSeconds: number;
  readonly cached: boolean;
  readonly markTold: (version: number) => void;
}

/** What a strategy does and learns in one turn of its session, kept in memory until it is written in a few statements. */
export class SessionTurn {
  readonly trials: DraftTrial[] = [];
  readonly updates: PolicyUpdate[] = [];
  /** Of trials that stood in the table before the turn. */
  readonly told: Told[] = [];
  /** In the order in which it came to pass. */
  readonly happened: (DraftTrial | PolicyUpdate)[] = [];
  totals: ToldTotals = {
    succeeded: 0,
    failed: 0,
    infeasible: 0,
    earlyStopped: 0,
    cached: 0,
    deviceSeconds: 0,
    best: null,
  };

  constructor(
    private readonly strategy: Strategy,
    private readonly batchSize: number,
    private readonly problem: Pick<SessionProblem, 'foreknow'>,
    public progress: Progress,
  ) {}

  /** Whether the newest checkpoint is one that is kept: the turn should end there. */
  get endsAtKeptVersion(): boolean {
    return this.strategy.policyVersion % KEPT_CHECKPOINT_INTERVAL === 0;
  }

  /** Tells the strategy what has ended since the last turn. */
  async observeOpen(open: readonly OpenTrial[]): Promise<void> {
    const ended = open.filter((trial) => trial.purpose === 'SEARCH' && hasResult(trial));
    await this.observe(
      ended.map((trial) => ({
        ...trial,
        proposal: trial,
        markTold: (version: number) => this.told.push({ id: trial.id, version }),
      })),
    );
  }

  /** Adds what the strategy proposes; false when it has nothing to propose. */
  async propose(count: number): Promise<boolean> {
    const proposals = await ofStrategy(() => this.strategy.propose(count));
    for (const proposal of proposals) this.add('SEARCH', proposal);
    return proposals.length > 0;
  }

  /** The same where results come at once, which the strategy is told of. */
  async proposeAndTell(count: number): Promise<boolean> {
    const proposals = await ofStrategy(() => this.strategy.propose(count));
    const drafts = proposals.map((proposal) => this.add('SEARCH', proposal));
    await this.observe(drafts.map(resultOf));
    return drafts.length > 0;
  }

  add(purpose: TrialPurpose, proposal: Proposal, seedOffset = 0): DraftTrial {
    const { proposed, finalists } = this.progress;
    const number = proposed + finalists + 1;
    const foreknown = this.problem.foreknow(purpose, proposal.tokens);
    const draft: DraftTrial = {
      id: newId(),
      number,
      purpose,
      proposal,
      seedOffset,
      ...foreknown,
      toldVersion: null,
    };
    this.trials.push(draft);
    this.happened.push(draft);
    this.progress = afterTrial(this.progress, purpose, draft.ending);
    return draft;
  }

  private async observe(results: readonly Result[]): Promise<void> {
    for (let start = 0; start < results.length; start += this.batchSize) {
      await this.update(results.slice(start, start + this.batchSize));
    }
  }

  private async update(results: readonly Result[]): Promise<void> {
    const version = this.strategy.policyVersion + 1;
    const telemetry = await ofStrategy(() => this.strategy.observe(results.map(observationOf)));
    for (const { markTold } of results) markTold(version);
    const inState = (wanted: TrialState) => results.filter(({ state }) => state === wanted);
    const succeeded = inState('SUCCEEDED');
    const before = this.totals;
    this.totals = {
      succeeded: before.succeeded + succeeded.length,
      failed: before.failed + inState('FAILED').length,
      infeasible: before.infeasible + inState('INFEASIBLE').length,
      earlyStopped: before.earlyStopped + inState('EARLY_STOPPED').length,
      cached: before.cached + results.filter(({ cached }) => cached).length,
      deviceSeconds: results.reduce((sum, result) => sum + result.deviceSeconds, before.deviceSeconds),
      best: bestOf([before.best, ...succeeded.map(accuracyOf)].filter((value) => value !== null)),
    };
    const update = { version, telemetry };
    this.updates.push(update);
    this.happened.push(update);
  }
}

const accuracyOf = ({ validationAccuracy }: Result): number | null => validationAccuracy;

function resultOf(draft: DraftTrial): Result {
  const { ending, proposal } = draft;
  return {
    proposal,
    state: ending?.state ?? 'QUEUED',
    reward: ending?.reward ?? null,
    failure: ending?.failure ?? null,
    validationAccuracy: ending?.validationAccuracy ?? null,
    deviceSeconds: ending?.deviceSeconds ?? 0,
    cached: false,
    markTold: (version) => {
      draft.toldVersion = version;
    },
  };
}

/** A result as a strategy is told of it. */
export function observationOf(
  result: Pick<Result, 'proposal' | 'state' | 'reward' | 'failure'>,
): Observation {
  const { tokens, logProbability, policyVersion } = result.proposal;
  return { proposal: { tokens, logProbability, policyVersion }, outcome: outcomeOf(result) };
}

function outcomeOf({ state, reward, failure }: Pick<Result, 'state' | 'reward' | 'failure'>): Outcome {
  const known = reward !== null && { reward };
  if (state === 'INFEASIBLE') return { kind: 'infeasible', ...known };
  if (state === 'EARLY_STOPPED' && known) return { kind: 'early-stopped', ...known };
  if (state === 'SUCCEEDED' && known) return { kind: 'succeeded', ...known };
  return { kind: 'failed', failure: failure ?? 'TRAINER_ERROR', ...known };
}

function afterTrial(progress: Progress, purpose: TrialPurpose, ending: TrialEnding | null): Progress {
  const succeeded = ending?.state === 'SUCCEEDED' ? 1 : 0;
  const failed = ending?.state === 'FAILED' ? 1 : 0;
  const infeasible = ending?.state === 'INFEASIBLE' ? 1 : 0;
  const unfinished = progress.unfinished + (ending === null ? 1 : 0);
  if (purpose === 'FINAL') {
    return {
      ...progress,
      unfinished,
      finalists: progress.finalists + 1,
      finalistsSucceeded: progress.finalistsSucceeded + succeeded,
    };
  }
  const accuracies = [progress.best, ending?.validationAccuracy ?? null].filter((value) => value !== null);
  return {
    ...progress,
    unfinished,
    proposed: progress.proposed + 1,
    succeeded: progress.succeeded + succeeded,
    failed: progress.failed + failed,
    infeasible: progress.infeasible + infeasible,
    best: bestOf(accuracies),
  };
}

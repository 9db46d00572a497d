import type { FailureKind } from '../../training/index.js';
import type { ExperimentDefinition, InputShape } from '../experiments/index.js';
import type { TrialPurpose, TrialState } from './trial-state.js';

/** A trial that a worker holds, with all that it needs to evaluate it. */
export interface ClaimedTrial {
  readonly id: string;
  readonly sessionId: string;
  readonly purpose: TrialPurpose;
  readonly number: number;
  readonly attempt: number;
  readonly tokens: readonly number[];
  /** Canonical, of its architecture. */
  readonly hash: string;
  readonly seed: string;
  /** Fencing token: whatever carries an older one is refused. */
  readonly leaseToken: string;
  readonly definition: ExperimentDefinition;
  readonly inputShape: InputShape | null;
  readonly timeLimitSeconds: number;
  /** Of the request that started the session. */
  readonly correlationId: string;
}

/** How an evaluation ended. */
export interface TrialEnding {
  readonly state: 'SUCCEEDED' | 'EARLY_STOPPED' | 'FAILED' | 'INFEASIBLE' | 'CANCELLED';
  readonly validationAccuracy?: number;
  readonly testAccuracy?: number;
  readonly reward?: number;
  readonly failure?: FailureKind;
  readonly failureMessage?: string;
  readonly failureLog?: string;
  readonly deviceSeconds?: number;
  /** What it held, by the name that its worker has for it. */
  readonly device?: string;
  readonly onnx?: Uint8Array;
  /**
   * The worker gives the trial back because it stops: it goes back to the queue however often that was, with how far its training
   * had come, where that is known.
   */
  readonly handedBack?: { readonly checkpoint: Uint8Array | null };
}

/** An evaluation that is over, and is still to be written down. */
export interface EndedTrial {
  readonly trial: ClaimedTrial;
  readonly ending: TrialEnding;
}

/** Where a trial stands, for whoever does not hold it any more. */
export interface StandingTrial {
  readonly state: TrialState;
  readonly attempt: number;
  /** Who holds it now. */
  readonly worker: string | null;
}

/** What an epoch's measurements are answered with: whether to go on. Stopped, the trial has ended and its result stands. */
export type ReportAnswer = 'held' | 'lost' | 'stopped';

/** What an evaluation that is over came to. */
export type Conclusion =
  | { readonly kind: 'ended' }
  /** The failure is one that is tried again. */
  | { readonly kind: 'again'; readonly attempt: number; readonly afterSeconds: number }
  /** The lease was lost before: nothing was changed. */
  | { readonly kind: 'refused'; readonly standing: StandingTrial | null };

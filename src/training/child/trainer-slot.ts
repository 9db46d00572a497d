import { join } from 'node:path';
import { type Device, type RuntimeChoice, visibleCards } from '../../tensor/index.js';
import { classify } from '../ending.js';
import { packageRoot } from '../package-root.js';
import type { TrainingOutcome } from '../training-outcome.js';
import type { EpochReport, TrainingRequest } from '../training-request.js';
import { ChildProcess } from './child-process.js';
import type { ChildLogLine } from './log-line.js';
import { supervise, type Verdict } from './supervise.js';

export interface TrainerSlotOptions {
  /** Compute threads of the child. */
  readonly threads: number;
  /** Whether batches are made while steps run, which needs a processor that no training uses. Default false. */
  readonly preparesAhead?: boolean;
  /** Resident memory (10^6 bytes) above which a training is ended. Watched where there is a /proc. */
  readonly memoryLimitMegabytes: number;
  /** Resident memory above which a child is replaced between two trials; half the limit unless given. */
  readonly recycleAboveMegabytes?: number;
  /** Variables that the child needs on this machine, such as LD_LIBRARY_PATH. It inherits none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The engine and its device; onnx on the processor unless given. */
  readonly runtime?: RuntimeChoice;
  /** Compiled program of the child. */
  readonly entry?: string;
  readonly onLog?: (line: ChildLogLine) => void;
}

export interface TrainingCall {
  /** Aborting it ends the training: the child is killed and the outcome is 'cancelled'. */
  readonly signal: AbortSignal;
  /** Counted from the call, so that it includes the start of a cold child. */
  readonly timeLimitSeconds: number;
  /** Written on every line that the child logs for this trial. */
  readonly correlationId: string;
  readonly onEpoch: (report: EpochReport) => void;
  /**
   * File that keeps the training from epoch to epoch: a call with the same request goes on from it and ends with the same bits. It
   * stays when the training has ended.
   */
  readonly checkpoint?: string;
}

/**
 * Trains networks one after the other in a child process that stays warm from trial to trial: libraries and data
 * set are loaded once. The child is replaced after a kill, a crash, or when its memory has grown between trials. It
 * ends with this process, however that ends.
 */
export class TrainerSlot {
  readonly #options: Required<TrainerSlotOptions>;
  readonly #stopped = new AbortController();
  #child: ChildProcess | undefined;
  #training: Promise<TrainingOutcome> | undefined;

  constructor(options: TrainerSlotOptions) {
    this.#options = {
      preparesAhead: false,
      recycleAboveMegabytes: options.memoryLimitMegabytes / 2,
      environment: {},
      runtime: { name: 'onnx', device: 'cpu', tensorFlowFolder: '' },
      entry: join(packageRoot(), 'dist', 'src', 'training', 'child', 'main.js'),
      onLog: () => {},
      ...options,
    };
  }

  /** Process id of the present child, if there is one. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the child ahead of the first trial. */
  prepare(): void {
    this.#warmChild();
  }

  /**
   * Never throws for what happens to the training: that is the outcome.
   * @throws Error when the slot is training already, or has been stopped
   */
  async train(request: TrainingRequest, call: TrainingCall): Promise<TrainingOutcome> {
    if (this.#training !== undefined)
      throw new Error('this trainer slot is busy: it trains one network at a time');
    if (this.#stopped.signal.aborted) throw new Error('this trainer slot has been stopped');
    this.#training = this.#run(request, call);
    try {
      return await this.#training;
    } finally {
      this.#training = undefined;
    }
  }

  /** Ends the child. A training under way ends as PREEMPTED. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#training;
    await this.#child?.kill();
    this.#child = undefined;
  }

  async #run(request: TrainingRequest, call: TrainingCall): Promise<TrainingOutcome> {
    if (call.signal.aborted) return { kind: 'cancelled' };
    const child = this.#warmChild();
    const { threads, preparesAhead, memoryLimitMegabytes } = this.#options;
    const { correlationId, checkpoint } = call;
    const order = { type: 'train', correlationId, threads, preparesAhead, request } as const;
    const verdict = await supervise(
      child,
      { ...order, ...(checkpoint !== undefined && { checkpoint }) },
      { timeLimitSeconds: call.timeLimitSeconds, memoryLimitMegabytes },
      { cancelled: call.signal, stopped: this.#stopped.signal },
      call.onEpoch,
    );
    if (verdict.by === 'answer') await this.#recycle(child);
    else await this.#replace(child);
    return outcomeOf(verdict, child.log);
  }

  #warmChild(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const { entry, threads, environment, runtime, onLog } = this.#options;
    const child = new ChildProcess({
      entry,
      args: [JSON.stringify(runtime)],
      environment: { ...engineEnvironment(threads, runtime.device), ...environment },
      onLog,
    });
    this.#child = child;
    // A child that dies between two trials must not be given the next one.
    void child.exited.then(() => {
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }

  async #recycle(child: ChildProcess): Promise<void> {
    const resident = await child.residentMegabytes();
    if (resident !== null && resident > this.#options.recycleAboveMegabytes) await this.#replace(child);
  }

  /** Ends a child that cannot be trusted any more and starts the next, so that the next trial finds it warm. */
  async #replace(child: ChildProcess): Promise<void> {
    await child.kill();
    this.#child = undefined;
    if (!this.#stopped.signal.aborted) this.prepare();
  }
}

/** What engines read when they are loaded. */
function engineEnvironment(threads: number, device: Device): Record<string, string> {
  return {
    ...visibleCards(device),
    OMP_NUM_THREADS: String(threads),
    // Warnings too: where libtensorflow is refused memory it may only say so in one, and crash.
    TF_CPP_MIN_LOG_LEVEL: '1',
    TF_NUM_INTEROP_THREADS: '1',
    TF_NUM_INTRAOP_THREADS: String(threads),
  };
}

function outcomeOf(verdict: Verdict, log: string): TrainingOutcome {
  if (verdict.by === 'cancel') return { kind: 'cancelled' };
  if (verdict.by !== 'answer') return { kind: 'failed', ...classify(verdict), log };
  const { answer } = verdict;
  if (answer.type === 'succeeded') return { kind: 'succeeded', ...answer.result };
  return { kind: 'failed', failure: answer.failure, message: answer.message, log };
}

import { setInterval, setTimeout } from 'node:timers/promises';
import type { Ending } from '../ending.js';
import type { EpochReport } from '../training-request.js';
import type { ChildProcess } from './child-process.js';
import type { Answer, Order } from './messages.js';

export interface Limits {
  readonly timeLimitSeconds: number;
  readonly memoryLimitMegabytes: number;
}

export interface Signals {
  /** The caller no longer wants the trial. */
  readonly cancelled: AbortSignal;
  /** The slot is being stopped. */
  readonly stopped: AbortSignal;
}

export type Verdict = { readonly by: 'answer'; readonly answer: Answer } | { readonly by: 'cancel' } | Ending;

const MEMORY_CHECK_MS = 50;

/** Waits for whichever comes first: the child's answer, its death, a limit, or somebody's wish. Kills nothing. */
export async function supervise(
  child: ChildProcess,
  order: Order,
  limits: Limits,
  signals: Signals,
  onEpoch: (report: EpochReport) => void,
): Promise<Verdict> {
  const settled = new AbortController();
  const memory = new MemoryWatch(child, limits.memoryLimitMegabytes);
  try {
    return await Promise.race<Verdict>([
      child.answer(order, onEpoch).then(
        (answer) => ({ by: 'answer', answer }),
        (error: unknown) => ({ by: 'error', error }),
      ),
      child.exited.then((exit) => ({ by: 'exit', ...exit, ...memory.readings, log: child.log })),
      memory.exceeded(settled.signal).then(() => ({ by: 'memoryLimit', ...memory.readings })),
      timeOver(limits.timeLimitSeconds, settled.signal),
      aborted(signals.cancelled, settled.signal).then(() => ({ by: 'cancel' })),
      aborted(signals.stopped, settled.signal).then(() => ({ by: 'stop' })),
    ]);
  } finally {
    settled.abort();
  }
}

class MemoryWatch {
  #residentMegabytes: number | null = null;

  constructor(
    private readonly child: ChildProcess,
    private readonly limitMegabytes: number,
  ) {}

  get readings(): { readonly residentMegabytes: number | null; readonly limitMegabytes: number } {
    return { residentMegabytes: this.#residentMegabytes, limitMegabytes: this.limitMegabytes };
  }

  /** Resolves when the limit is exceeded; rejects when `settled`. */
  async exceeded(settled: AbortSignal): Promise<void> {
    for await (const _ of setInterval(MEMORY_CHECK_MS, undefined, { signal: settled })) {
      this.#residentMegabytes = (await this.child.residentMegabytes()) ?? this.#residentMegabytes;
      if ((this.#residentMegabytes ?? 0) > this.limitMegabytes) return;
    }
  }
}

async function timeOver(limitSeconds: number, settled: AbortSignal): Promise<Verdict> {
  await setTimeout(limitSeconds * 1000, undefined, { signal: settled });
  return { by: 'timeLimit', limitSeconds };
}

function aborted(signal: AbortSignal, settled: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true, signal: settled });
  });
}

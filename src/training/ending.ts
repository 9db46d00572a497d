import { TensorError, type TensorErrorCode } from '../tensor/index.js';
import { DataSetError } from './data-sets/data-set-error.js';
import type { FailureKind } from './failure.js';
import { LossNotFiniteError } from './loop/loss-not-finite-error.js';

/** What can end a training before it has a result. */
export type Ending =
  /** An exception, in the child or in understanding it. */
  | { readonly by: 'error'; readonly error: unknown }
  | { readonly by: 'timeLimit'; readonly limitSeconds: number }
  | ({ readonly by: 'memoryLimit' } & MemoryReadings)
  /** The slot was told to stop. */
  | { readonly by: 'stop' }
  /** The child ended of itself, or somebody else ended it. */
  | ({
      readonly by: 'exit';
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly log: string;
    } & MemoryReadings);

interface MemoryReadings {
  /** Last reading, if there was one. */
  readonly residentMegabytes: number | null;
  readonly limitMegabytes: number;
}

export interface Failure {
  readonly failure: FailureKind;
  readonly message: string;
}

/** How native code and V8 say that an allocation failed. */
const allocationFailed =
  /bad_alloc|failed to allocate memory|oom when allocating|heap out of memory|array buffer allocation failed/i;

/** A process that is killed from outside above this share of its limit was most likely killed for its memory. */
const OOM_SHARE = 0.8;

/** Refusals that lie in the network: it cannot be laid into a graph, compiled, or fed with this data set. */
const networkRefused: ReadonlySet<TensorErrorCode> = new Set([
  'SHAPE_MISMATCH',
  'DTYPE_MISMATCH',
  'INVALID_ARGUMENT',
  'DUPLICATE_NAME',
  'UNKNOWN_NAME',
  'NOT_DIFFERENTIABLE',
  'NOT_EXPORTABLE',
  'COMPILE_FAILED',
]);

/** Which endings are which failure; the first row that applies counts, and the last one always does. */
const failureTable: readonly (readonly [FailureKind, (ending: Ending) => boolean])[] = [
  ['PREEMPTED', ({ by }) => by === 'stop'],
  ['TIMEOUT', ({ by }) => by === 'timeLimit'],
  ['OUT_OF_MEMORY', ({ by }) => by === 'memoryLimit'],
  ['OUT_OF_MEMORY', (ending) => ending.by === 'error' && allocationFailed.test(messageOf(ending.error))],
  ['OUT_OF_MEMORY', (ending) => ending.by === 'exit' && allocationFailed.test(ending.log)],
  ['OUT_OF_MEMORY', (ending) => ending.by === 'exit' && ending.signal === 'SIGKILL' && nearLimit(ending)],
  // A process cannot do this to itself: somebody outside wanted it gone, or its memory for another one.
  ['PREEMPTED', (ending) => ending.by === 'exit' && ending.signal === 'SIGKILL'],
  ['NOT_A_NUMBER', (ending) => ending.by === 'error' && ending.error instanceof LossNotFiniteError],
  ['DATA_ERROR', (ending) => ending.by === 'error' && ending.error instanceof DataSetError],
  ['INVALID_ARCHITECTURE', (ending) => ending.by === 'error' && isRefusal(ending.error)],
  ['TRAINER_ERROR', () => true],
];

export function classify(ending: Ending): Failure {
  const row = failureTable.find(([, applies]) => applies(ending));
  return { failure: row?.[0] ?? 'TRAINER_ERROR', message: describe(ending) };
}

const isRefusal = (error: unknown): boolean => error instanceof TensorError && networkRefused.has(error.code);

const nearLimit = ({ residentMegabytes, limitMegabytes }: MemoryReadings): boolean =>
  residentMegabytes !== null && residentMegabytes > OOM_SHARE * limitMegabytes;

function describe(ending: Ending): string {
  switch (ending.by) {
    case 'error':
      return messageOf(ending.error);
    case 'timeLimit':
      return `the training took longer than its limit of ${ending.limitSeconds} s`;
    case 'memoryLimit':
      return `the trainer used ${Math.round(ending.residentMegabytes ?? 0)} MB, its limit is ${ending.limitMegabytes} MB`;
    case 'stop':
      return 'the worker stopped during the training';
    case 'exit':
      return ending.signal === null
        ? `the trainer ended with exit code ${ending.code}`
        : `the trainer was ended by ${ending.signal}`;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

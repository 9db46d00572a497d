import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/support/eventually.js';
import { recipeSchema } from '../recipe.js';
import type { EpochReport, TrainingRequest } from '../training-request.js';
import type { ChildLogLine } from './log-line.js';
import { TrainerSlot, type TrainerSlotOptions } from './trainer-slot.js';

/** In the order of scripted-child.mjs. */
const behaviours = [
  'succeed',
  'hang',
  'block',
  'crash',
  'die',
  'exhaustHeap',
  'grow',
  'growAndSucceed',
  'babble',
  'report',
  'showEnvironment',
] as const;
type Behaviour = (typeof behaviours)[number];

const order = (behaviour: Behaviour): TrainingRequest => ({
  network: { input: { height: 1, width: 1, channels: 1 }, classes: 2, layers: [], parameters: 0, flops: 0 },
  dataSet: { name: 'digits' },
  recipe: recipeSchema.parse({}),
  seed: String(behaviours.indexOf(behaviour)),
  finalReport: false,
});

const slots: TrainerSlot[] = [];
afterEach(async () => {
  await Promise.all(slots.splice(0).map((slot) => slot.stop()));
});

function createSlot(options: Partial<TrainerSlotOptions> = {}): TrainerSlot {
  const entry = fileURLToPath(new URL('scripted-child.mjs', import.meta.url));
  const slot = new TrainerSlot({ threads: 1, memoryLimitMegabytes: 400, entry, ...options });
  slots.push(slot);
  return slot;
}

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeLimitSeconds?: number;
  readonly onEpoch?: (report: EpochReport) => void;
}

const train = (slot: TrainerSlot, behaviour: Behaviour, options: CallOptions = {}) =>
  slot.train(order(behaviour), {
    signal: new AbortController().signal,
    timeLimitSeconds: 30,
    correlationId: 'test',
    onEpoch: () => {},
    ...options,
  });

const isGone = (pid: number | undefined) => {
  try {
    return pid === undefined || !process.kill(pid, 0);
  } catch {
    return true;
  }
};

describe('TrainerSlot', () => {
  it('keeps one child warm from trial to trial and hands on what it reports', async () => {
    const slot = createSlot();
    const epochs: number[] = [];
    slot.prepare();
    const { pid } = slot;
    for (let trial = 0; trial < 3; trial += 1) {
      const outcome = await train(slot, 'succeed', { onEpoch: ({ epoch }) => epochs.push(epoch) });
      expect(outcome).toEqual({ kind: 'succeeded', epochs: 1, seconds: 0 });
      expect(slot.pid).toBe(pid);
    }
    expect(epochs).toEqual([1, 1, 1]);
    expect(await train(slot, 'report')).toMatchObject({ kind: 'failed', failure: 'NOT_A_NUMBER' });
    expect(slot.pid).toBe(pid);
  });

  it.each(['hang', 'block'] as const)(
    'ends a child that would %s within 2 s of the abort',
    async (behaviour) => {
      const slot = createSlot();
      const controller = new AbortController();
      let abortedAt = 0;
      let first: number | undefined;
      const outcome = await train(slot, behaviour, {
        signal: controller.signal,
        onEpoch: () => {
          first = slot.pid;
          abortedAt = performance.now();
          controller.abort();
        },
      });
      expect(outcome).toEqual({ kind: 'cancelled' });
      expect(performance.now() - abortedAt).toBeLessThan(2000);
      expect(isGone(first)).toBe(true);
      expect(await train(slot, 'succeed')).toMatchObject({ kind: 'succeeded' });
    },
  );

  it('starts no training for a signal that is aborted already', async () => {
    const slot = createSlot();
    expect(await train(slot, 'crash', { signal: AbortSignal.abort() })).toEqual({ kind: 'cancelled' });
    expect(slot.pid).toBeUndefined();
  });

  it.each([
    ['crash', 'TRAINER_ERROR', /exit code 7/, /something is broken/],
    ['die', 'PREEMPTED', /ended by SIGKILL/, /^/],
    ['exhaustHeap', 'OUT_OF_MEMORY', /ended by SIGABRT|exit code 134/, /heap out of memory/],
    ['babble', 'TRAINER_ERROR', /expected object/, /^/],
  ] as const)('calls it a failure when the child does this: %s', async (behaviour, failure, message, log) => {
    const slot = createSlot();
    slot.prepare();
    const { pid } = slot;
    expect(await train(slot, behaviour)).toEqual({
      kind: 'failed',
      failure,
      message: expect.stringMatching(message),
      log: expect.stringMatching(log),
    });
    expect(await train(slot, 'succeed')).toMatchObject({ kind: 'succeeded' });
    expect(slot.pid).not.toBe(pid);
  });

  it('ends a training at its time limit', async () => {
    const slot = createSlot();
    const outcome = await train(slot, 'block', { timeLimitSeconds: 0.3 });
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: 'TIMEOUT',
      message: expect.stringContaining('0.3 s'),
    });
    expect(await train(slot, 'succeed')).toMatchObject({ kind: 'succeeded' });
  });

  it('ends a training at its memory limit', async () => {
    const slot = createSlot({ memoryLimitMegabytes: 200 });
    const outcome = await train(slot, 'grow');
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: 'OUT_OF_MEMORY',
      message: expect.stringMatching(/its limit is 200 MB/),
    });
    expect(await train(slot, 'succeed')).toMatchObject({ kind: 'succeeded' });
  });

  it('replaces a child that has grown, between two trials', async () => {
    const slot = createSlot({ recycleAboveMegabytes: 150 });
    expect(await train(slot, 'succeed')).toMatchObject({ kind: 'succeeded' });
    const { pid } = slot;
    expect(await train(slot, 'growAndSucceed')).toMatchObject({ kind: 'succeeded' });
    expect(slot.pid).not.toBe(pid);
    expect(isGone(pid)).toBe(true);
  });

  it('gives the next trial a new child when the old one died in between', async () => {
    const slot = createSlot();
    await train(slot, 'succeed');
    const { pid } = slot;
    process.kill(pid ?? 0, 'SIGKILL');
    await eventually(() => slot.pid !== pid, { what: 'the death to be noticed' });
    expect(await train(slot, 'succeed')).toMatchObject({ kind: 'succeeded' });
  });

  it('ends a training under way as PREEMPTED when it is stopped, and takes no more', async () => {
    const slot = createSlot();
    let stopping: Promise<void> | undefined;
    const outcome = await train(slot, 'hang', {
      onEpoch: () => {
        stopping = slot.stop();
      },
    });
    expect(outcome).toMatchObject({ kind: 'failed', failure: 'PREEMPTED' });
    await stopping;
    expect(slot.pid).toBeUndefined();
    await expect(train(slot, 'succeed')).rejects.toThrow('has been stopped');
  });

  it('trains one network at a time', async () => {
    const slot = createSlot();
    const first = train(slot, 'succeed');
    await expect(train(slot, 'succeed')).rejects.toThrow('busy');
    expect(await first).toMatchObject({ kind: 'succeeded' });
  });

  it('gives the child no variable of its own environment', async () => {
    const lines: ChildLogLine[] = [];
    const slot = createSlot({ environment: { LD_LIBRARY_PATH: '/opt' }, onLog: (line) => lines.push(line) });
    await train(slot, 'showEnvironment');
    const { fields } = await eventually(() => lines.find(({ message }) => message === 'environment'), {
      what: 'the log line',
    });
    const own = (fields.names as string[]).filter((name) => !name.startsWith('NODE_CHANNEL_'));
    expect(own.sort()).toEqual([
      'CUDA_DEVICE_ORDER',
      'CUDA_VISIBLE_DEVICES',
      'LD_LIBRARY_PATH',
      'OMP_NUM_THREADS',
      'TF_CPP_MIN_LOG_LEVEL',
      'TF_NUM_INTEROP_THREADS',
      'TF_NUM_INTRAOP_THREADS',
    ]);
  });

  it('reports an entry that does not exist as a failure with the reason in the log', async () => {
    const slot = createSlot({ entry: '/nowhere/main.js' });
    expect(await train(slot, 'succeed')).toMatchObject({
      kind: 'failed',
      failure: 'TRAINER_ERROR',
      log: expect.stringContaining('Cannot find module'),
    });
  });
});

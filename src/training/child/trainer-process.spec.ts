// Runs the compiled trainer: `npm test` builds dist/ before.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/support/eventually.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { classifier, IMAGE, LayerGraphBuilder } from '../../nas/network/index.js';
import { createSpace } from '../../nas/space/index.js';
import type { RuntimeChoice } from '../../tensor/index.js';
import { packageRoot } from '../package-root.js';
import { recipeSchema } from '../recipe.js';
import type { EpochReport, TrainingRequest } from '../training-request.js';
import type { ChildLogLine } from './log-line.js';
import { residentMegabytes } from './resident-memory.js';
import { TrainerSlot } from './trainer-slot.js';

const space = createSpace({
  kind: 'cnn-chain',
  layers: 2,
  filterHeights: [3],
  filterWidths: [3],
  filters: [8],
});
const request = (recipe: object, changes: Partial<TrainingRequest> = {}): TrainingRequest => ({
  network: space.network([0, 0, 0, 0, 0, 0], { height: 8, width: 8, channels: 1, classes: 10 }),
  dataSet: { name: 'digits' },
  recipe: recipeSchema.parse(recipe),
  seed: '1',
  finalReport: false,
  ...changes,
});
const ENDLESS = { epochs: 2000 };
const POINTWISE = { operation: 'convolution', kernel: [1, 1], strides: [1, 1], padding: 'same' } as const;

const lines: ChildLogLine[] = [];
const slots: TrainerSlot[] = [];
afterEach(async () => {
  lines.length = 0;
  await Promise.all(slots.splice(0).map((slot) => slot.stop()));
});

const onnx: RuntimeChoice = { name: 'onnx', device: 'cpu', tensorFlowFolder: '' };
/** One where `archway setup tensorflow` has installed it for this repository, else none. */
const tensorFlows = [join(packageRoot(), '.archway/runtimes/tensorflow')]
  .filter(existsSync)
  .map((tensorFlowFolder): RuntimeChoice => ({ name: 'tensorflow', device: 'cpu', tensorFlowFolder }));

function createSlot(
  memoryLimitMegabytes = 4000,
  runtime: RuntimeChoice = { ...onnx, name: 'auto' },
  preparesAhead = false,
): TrainerSlot {
  const onLog = (line: ChildLogLine) => lines.push(line);
  const slot = new TrainerSlot({ threads: 1, memoryLimitMegabytes, runtime, preparesAhead, onLog });
  slots.push(slot);
  return slot;
}

async function train(slot: TrainerSlot, training: TrainingRequest, timeLimitSeconds = 60) {
  const epochs: EpochReport[] = [];
  const outcome = await slot.train(training, {
    signal: new AbortController().signal,
    timeLimitSeconds,
    correlationId: 'trial-7',
    onEpoch: (report) => epochs.push(report),
  });
  return { outcome, epochs };
}

/** Gone, or dead and not yet collected by whoever inherited it. */
function isDead(pid: number): boolean {
  try {
    return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

describe('the trainer process', () => {
  it('trains, reports each epoch, gives the same bits for the same request, and stays warm', async () => {
    const slot = createSlot();
    const first = await train(slot, request({ epochs: 2 }));
    const { pid } = slot;
    const second = await train(slot, request({ epochs: 2 }));
    expect(first.outcome).toMatchObject({ kind: 'succeeded', epochs: 2 });
    expect(first.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    const measured = (epochs: readonly EpochReport[]) => epochs.map(({ seconds: _, ...report }) => report);
    expect(measured(second.epochs)).toEqual(measured(first.epochs));
    expect(slot.pid).toBe(pid);
    await eventually(() => lines.some(({ fields }) => fields.correlationId === 'trial-7'), {
      what: 'a log line',
    });
  });

  it('needs no more memory after fifty networks than after ten', async () => {
    const slot = createSlot(4000, onnx);
    const trainings = async (count: number) => {
      for (let trained = 0; trained < count; trained += 1) {
        const { outcome } = await train(slot, request({ epochs: 1, batchSize: 1024 }, { finalReport: true }));
        expect(outcome.kind).toBe('succeeded');
      }
      return (await residentMegabytes(slot.pid ?? 0)) ?? 0;
    };
    const warm = await trainings(10);
    const { pid } = slot;
    const grown = (await trainings(40)) - warm;
    expect(slot.pid).toBe(pid);
    // A step of this network that is not disposed of keeps 9 MB: forty of them would show.
    expect(grown).toBeLessThan(60);
  });

  it('returns test accuracy and the ONNX file of a final report', async () => {
    const { outcome } = await train(createSlot(), request({ epochs: 1 }, { finalReport: true }));
    expect(outcome).toMatchObject({ kind: 'succeeded', final: { onnx: expect.any(Uint8Array) } });
  });

  it('calls a diverging training NOT_A_NUMBER', async () => {
    const slot = createSlot();
    const { outcome, epochs } = await train(slot, request({ learningRate: 1e6, schedule: 'constant' }));
    expect(outcome).toMatchObject({ kind: 'failed', failure: 'NOT_A_NUMBER' });
    expect(epochs).toEqual([]);
    expect((await train(slot, request({ epochs: 1 }))).outcome.kind).toBe('succeeded');
  });

  it('calls a network INVALID_ARCHITECTURE that does not fit the images', async () => {
    const colour = space.network([0, 0, 0, 0, 0, 0], { height: 8, width: 8, channels: 3, classes: 10 });
    const { outcome } = await train(createSlot(), request({}, { network: colour }));
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: 'INVALID_ARCHITECTURE',
      message: expect.stringContaining('image'),
    });
  });

  it('calls a network INVALID_ARCHITECTURE that has more parameters than can be moved, naming the layer', async () => {
    const builder = new LayerGraphBuilder({ height: 8, width: 8, channels: 1, classes: 10 });
    const first = builder.add('first', { ...POINTWISE, filters: 70_000 }, [IMAGE]);
    classifier(builder, builder.add('second', { ...POINTWISE, filters: 70_000 }, [first]));
    const { outcome } = await train(createSlot(), request({}, { network: builder.build() }));
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: 'INVALID_ARCHITECTURE',
      message: expect.stringMatching(/second\.weight alone 4900000000 .*at most 2147483647/),
    });
  });

  it('calls a missing data set DATA_ERROR, naming the file', async () => {
    const { outcome } = await train(
      createSlot(),
      request({}, { dataSet: { name: 'fashion-mnist', path: '/nowhere' } }),
    );
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: 'DATA_ERROR',
      message: expect.stringContaining('/nowhere/train-images-idx3-ubyte'),
    });
  });

  it('says how to get an engine that is not there', async () => {
    const slot = createSlot(4000, { name: 'tensorflow', device: 'cpu', tensorFlowFolder: '/nowhere' });
    const { outcome } = await train(slot, request({ epochs: 1 }));
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: 'TRAINER_ERROR',
      message: expect.stringContaining('"archway setup tensorflow" installs it'),
    });
  });

  it.each(tensorFlows)('trains on tensorflow as on onnx', async (tensorFlow) => {
    const recipe = { epochs: 1, learningRate: 0.01 };
    const onOnnx = await train(createSlot(4000, onnx), request(recipe));
    const other = await train(createSlot(4000, tensorFlow), request(recipe));
    expect(other.outcome.kind).toBe('succeeded');
    const [expected, actual] = [onOnnx, other].map(({ epochs }) => epochs[0]?.trainLoss ?? Number.NaN);
    expect(actual).toBeCloseTo(expected ?? Number.NaN, 3);
  });

  it('goes on from its last epoch after it was killed, batches made ahead, and ends with the same bits', async () => {
    const checkpoint = join(await temporaryFolder(), 'trial');
    const augmentation = { padCrop: 1, flip: true, cutout: 2 };
    const recipe = { epochs: 6, optimizer: 'adam', schedule: 'cosine', warmupEpochs: 1, augmentation };
    const training = request(recipe, { finalReport: true });
    const undisturbed = await train(createSlot(), training);
    const slot = createSlot(4000, onnx, true);
    const epochs: EpochReport[] = [];
    const call = {
      signal: new AbortController().signal,
      timeLimitSeconds: 60,
      correlationId: 'trial-7',
      checkpoint,
    };
    const killed = await slot.train(training, {
      ...call,
      onEpoch: ({ epoch }) => {
        if (epoch === 2) process.kill(slot.pid ?? 0, 'SIGKILL');
      },
    });
    expect(killed).toMatchObject({ kind: 'failed', failure: 'PREEMPTED' });
    const resumed = await slot.train(training, { ...call, onEpoch: (report) => epochs.push(report) });
    const bits = ({ seconds: _, ...report }: EpochReport) => report;
    expect(epochs.map(bits)).toEqual(undisturbed.epochs.map(bits));
    if (resumed.kind !== 'succeeded' || undisturbed.outcome.kind !== 'succeeded') throw new Error('failed');
    expect(resumed.final).toEqual(undisturbed.outcome.final);
    const resumedAt = lines.filter(({ message }) => message === 'training goes on from its checkpoint');
    expect(resumedAt).toHaveLength(1);
  });

  it('is killed within 2 s of an abort in the middle of native work', async () => {
    const slot = createSlot();
    const controller = new AbortController();
    let abortedAt = 0;
    const outcome = await slot.train(request(ENDLESS), {
      signal: controller.signal,
      timeLimitSeconds: 60,
      correlationId: 'aborted',
      onEpoch: () => {
        abortedAt = performance.now();
        controller.abort();
      },
    });
    expect(outcome).toEqual({ kind: 'cancelled' });
    expect(performance.now() - abortedAt).toBeLessThan(2000);
  });

  it.each([onnx, ...tensorFlows])(
    'calls it OUT_OF_MEMORY when $name is refused memory, and trains the next network',
    async (engine) => {
      const slot = createSlot(4000, engine);
      const builder = new LayerGraphBuilder({ height: 8, width: 8, channels: 1, classes: 10 });
      // A map of 275 GB. A system that promises more memory than it has lets it grow to the limit instead.
      const wide = builder.add('wide', { ...POINTWISE, filters: 2 ** 20 }, [IMAGE]);
      classifier(builder, builder.add('narrow', { ...POINTWISE, filters: 1 }, [wide]));
      const { outcome } = await train(slot, request({ batchSize: 1024 }, { network: builder.build() }));
      expect(outcome).toMatchObject({ kind: 'failed', failure: 'OUT_OF_MEMORY' });
      expect((await train(slot, request({ epochs: 1 }))).outcome.kind).toBe('succeeded');
    },
  );

  it('is ended at its time limit', async () => {
    const slot = createSlot();
    const { outcome } = await train(slot, request(ENDLESS), 2);
    expect(outcome).toMatchObject({ kind: 'failed', failure: 'TIMEOUT' });
    expect((await train(slot, request({ epochs: 1 }))).outcome.kind).toBe('succeeded');
  });

  it('is ended at its memory limit', async () => {
    const { outcome } = await train(createSlot(60), request(ENDLESS));
    expect(outcome).toMatchObject({ kind: 'failed', failure: 'OUT_OF_MEMORY' });
  });

  it('runs at a lower priority than its worker', async () => {
    const slot = createSlot();
    await train(slot, request({ epochs: 1 }));
    expect(getPriority(slot.pid ?? 0)).toBeGreaterThan(getPriority());
  });

  it('ends when its worker is killed in the middle of a training', async () => {
    const parent = fork(fileURLToPath(new URL('orphaning-parent.mjs', import.meta.url)), [
      JSON.stringify(request(ENDLESS)),
    ]);
    const [pid] = (await once(parent, 'message')) as [number];
    expect(isDead(pid)).toBe(false);
    parent.kill('SIGKILL');
    await eventually(() => isDead(pid), { what: 'the end of the trainer', timeoutMs: 2000 });
  });
});

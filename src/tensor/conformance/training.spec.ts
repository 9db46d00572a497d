import { describe, expect, it } from 'vitest';
import { type FloatTensor, floatTensor, type Tensor } from '../index.js';
import { distance, golden } from './golden.js';
import { feeds, losses, start, started, stepGraph } from './reference-step.js';
import { runtimes } from './runtimes.js';

const { training } = golden;

const bits = (tensor: Tensor | undefined): number[] => [
  ...new Uint32Array((tensor as FloatTensor).data.buffer.slice(0)),
];

describe.each(runtimes)('training on $name', (runtime) => {
  it('goes through the losses of PyTorch for ten steps, and ends at its weights', async () => {
    const executable = await started(runtime);
    for (const [step, loss] of (await losses(executable, 10)).entries()) {
      expect(Math.abs(loss / (training.losses[step] ?? 0) - 1), `step ${step + 1}`).toBeLessThan(1e-4);
    }
    const end = executable.variables();
    for (const [name, expected] of Object.entries(training.end)) {
      expect(distance(end[name], expected), name).toBeLessThan(1e-3);
    }
    await executable.dispose();
  });

  it('gives the same bits twice', async () => {
    const [one, other] = [await started(runtime), await started(runtime)];
    expect(await losses(one, 5)).toEqual(await losses(other, 5));
    const [left, right] = [one.variables(), other.variables()];
    for (const name of Object.keys(left)) expect(bits(left[name])).toEqual(bits(right[name]));
    await Promise.all([one.dispose(), other.dispose()]);
  });

  it('goes on bit for bit from what was saved, the state of the optimizer included', async () => {
    const undisturbed = await started(runtime);
    const expected = await losses(undisturbed, 8);
    const first = await started(runtime);
    await losses(first, 3);
    const saved = first.variables();
    await losses(first, 2);
    const second = await runtime.compile(stepGraph(), { threads: 1 });
    second.setVariables(saved);
    expect(await losses(second, 5)).toEqual(expected.slice(3));
    await Promise.all([undisturbed.dispose(), first.dispose(), second.dispose()]);
  });

  it('refuses what does not fit before it runs, and stands as it stood', async () => {
    const executable = await started(runtime);
    const before = executable.variables();
    const { x: _x, ...withoutImage } = feeds;
    await expect(executable.run(withoutImage)).rejects.toMatchObject({ code: 'MISSING_VALUE' });
    await expect(executable.run({ ...feeds, more: floatTensor([]) })).rejects.toMatchObject({
      code: 'UNKNOWN_NAME',
    });
    await expect(executable.run({ ...feeds, rate: floatTensor([2]) })).rejects.toMatchObject({
      code: 'SHAPE_MISMATCH',
    });
    const labels = floatTensor(training.x.shape.slice(0, 1));
    await expect(executable.run({ ...feeds, labels })).rejects.toMatchObject({
      code: 'DTYPE_MISMATCH',
      message: 'run: input labels is int64, got float32',
    });
    expect(() => executable.setVariables({ nothing: floatTensor([]) })).toThrow(/nothing/);
    expect(() => executable.setVariables({ ...start, bias: floatTensor([4]) })).toThrow(
      /bias.*\[3\].*\[4\]/s,
    );
    expect(executable.variables()).toEqual(before);
    await executable.dispose();
    await expect(executable.run(feeds)).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  it('lets what is not a number travel to the loss', async () => {
    const executable = await started(runtime);
    executable.setVariables({ bias: floatTensor([3], [0, Number.NaN, 0]) });
    expect(await losses(executable, 1)).toEqual([Number.NaN]);
    await executable.dispose();
  });
});

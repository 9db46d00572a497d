import { describe, expect, it } from 'vitest';
import { floatTensor, loadTensorFlow, onnxRuntime, tensorFlowRuntime } from '../index.js';
import { feeds, losses, started } from './reference-step.js';
import { tensorFlowFolders } from './runtimes.js';

describe.each(tensorFlowFolders)('tensorflow in %s', (folder) => {
  const options = { folder, device: 'cpu' } as const;
  const runtime = tensorFlowRuntime(options);
  const { library, description } = loadTensorFlow(options);

  it('goes through the losses of onnx', async () => {
    const [one, other] = [await started(runtime), await started(onnxRuntime())];
    const [actual, expected] = [await losses(one, 10), await losses(other, 10)];
    for (const [step, loss] of expected.entries()) {
      expect(Math.abs((actual[step] ?? 0) / loss - 1), `step ${step + 1}`).toBeLessThan(1e-4);
    }
    await Promise.all([one.dispose(), other.dispose()]);
  });

  it('keeps no tensor of a step, nor of one that failed, nor of an executable that is gone', async () => {
    const { numTensors: before } = library.memory();
    const executable = await started(runtime);
    await losses(executable, 1);
    const { numTensors } = library.memory();
    await losses(executable, 20);
    executable.setVariables(executable.variables());
    await expect(executable.run({ ...feeds, rate: floatTensor([2]) })).rejects.toThrow();
    expect(library.memory().numTensors).toBe(numTensors);
    await executable.dispose();
    expect(library.memory().numTensors).toBe(before);
  });

  it('says what it is', () => {
    expect(description).toMatch(/^@tensorflow\/tfjs-node(-gpu)? on libtensorflow \d+\.\d+\.\d+, on the CPU$/);
  });
});

describe('tensorflow that is not there', () => {
  it.each([
    ['cpu', /no @tensorflow\/tfjs-node in \/nowhere.*"archway setup tensorflow" installs it/],
    ['cuda', /no @tensorflow\/tfjs-node-gpu in \/nowhere.*"archway setup tensorflow --gpu" installs it/],
  ] as const)('says what is missing for %s and how to get it', (device, message) => {
    const attempt = () => tensorFlowRuntime({ folder: '/nowhere', device });
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ code: 'RUNTIME_UNAVAILABLE' }));
  });
});

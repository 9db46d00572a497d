import { describe, expect, it } from 'vitest';
import { createRuntime, enginesOf, surveyEngines } from './create-runtime.js';
import { cardOf, type Device, isDevice, visibleCards } from './device.js';

const nowhere = { tensorFlowFolder: '/nowhere' };

describe('createRuntime', () => {
  it('prefers the compiled step on the processor, and native kernels on a card', () => {
    expect(enginesOf('cpu')).toEqual(['onnx', 'tensorflow']);
    expect(enginesOf('cuda:1')).toEqual(['tensorflow', 'onnx']);
    expect(createRuntime({ ...nowhere, name: 'auto', device: 'cpu' }).name).toBe('onnx');
  });

  it('gives what was asked for or nothing, and says how to get it', () => {
    const refused = (name: 'auto' | 'onnx' | 'tensorflow', device: Device) => () =>
      createRuntime({ ...nowhere, name, device });
    expect(refused('tensorflow', 'cpu')).toThrow(/"archway setup tensorflow" installs it/);
    expect(refused('onnx', 'cuda:0')).toThrow(/no CUDA provider.*install\.js" fetches it/s);
    expect(refused('auto', 'cuda:0')).toThrow(/setup tensorflow --gpu.*\n.*no CUDA provider/s);
    expect(refused('auto', 'cuda:0')).toThrow(expect.objectContaining({ code: 'RUNTIME_UNAVAILABLE' }));
  });

  it('says of every engine of a device whether it works', () => {
    const [onnx, tensorFlow] = surveyEngines({ ...nowhere, device: 'cpu' });
    expect(onnx).toMatchObject({
      engine: 'onnx',
      opened: { description: expect.stringMatching(/^onnxruntime-node \d/) },
    });
    expect(tensorFlow).toMatchObject({ engine: 'tensorflow', problem: expect.stringMatching(/installs it/) });
  });
});

describe('a device', () => {
  it.each([
    ['cpu', true, undefined, '-1'],
    ['cuda:0', true, 0, '0'],
    ['cuda:12', true, 12, '12'],
  ] as const)('%s', (text, is, card, shown) => {
    expect(isDevice(text)).toBe(is);
    expect(cardOf(text)).toBe(card);
    expect(visibleCards(text)).toMatchObject({ CUDA_VISIBLE_DEVICES: shown });
  });

  it.each(['gpu', 'cuda', 'cuda:', 'cuda:-1', 'cuda:1 '])('is not called %j', (text) => {
    expect(isDevice(text)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../platform/config/index.js';
import { workerDevices } from './worker-devices.js';

const machine = {
  processors: 16,
  processorModel: 'A processor',
  cards: [
    { index: 0, model: 'A card', memoryMebibytes: 81559 },
    { index: 1, model: 'Another card', memoryMebibytes: null },
  ],
};

const of = (environment: Record<string, string>) => workerDevices(readConfiguration(environment), machine);

describe('workerDevices', () => {
  it('is the processor with a slot for each core unless settings say otherwise', () => {
    expect(of({})).toEqual([{ name: 'cpu', model: 'A processor', memoryMebibytes: null, slots: 16 }]);
    expect(of({ ARCHWAY_DEVICE_SLOTS: '2' })).toMatchObject([{ name: 'cpu', slots: 2 }]);
  });

  it('is every card of the machine, or those that are named, with one slot each', () => {
    const cards = [
      { name: 'cuda:0', model: 'A card', memoryMebibytes: 81559, slots: 1 },
      { name: 'cuda:1', model: 'Another card', memoryMebibytes: null, slots: 1 },
    ];
    expect(of({ ARCHWAY_DEVICE: 'cuda' })).toEqual(cards);
    expect(of({ ARCHWAY_DEVICE: 'cuda:1' })).toEqual(cards.slice(1));
    expect(of({ ARCHWAY_DEVICE: 'cuda:1,cuda:0,cuda:1', ARCHWAY_DEVICE_SLOTS: '3' })).toMatchObject([
      { name: 'cuda:1', slots: 3 },
      { name: 'cuda:0', slots: 3 },
    ]);
  });

  it('keeps a card that the driver does not list, without a model', () => {
    expect(of({ ARCHWAY_DEVICE: 'cuda:7' })).toEqual([
      { name: 'cuda:7', model: null, memoryMebibytes: null, slots: 1 },
    ]);
  });

  it('is nothing for a worker that only advances searches', () => {
    expect(of({ ARCHWAY_DEVICE: 'cuda', ARCHWAY_DEVICE_SLOTS: '0' })).toEqual([]);
  });
});

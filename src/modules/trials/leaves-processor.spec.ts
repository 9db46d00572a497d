import { describe, expect, it } from 'vitest';
import { leavesProcessor } from './leaves-processor.js';

const cpu = (slots: number) => ({ name: 'cpu', slots }) as const;

describe('leavesProcessor', () => {
  it.each([
    ['as many trainings as processors', [cpu(2)], 1, 2, false],
    ['one training on two processors', [cpu(1)], 1, 2, true],
    ['one training of two threads on two processors', [cpu(1)], 2, 2, false],
    [
      'two cards on two processors',
      [
        { name: 'cuda:0', slots: 1 },
        { name: 'cuda:1', slots: 1 },
      ] as const,
      8,
      2,
      false,
    ],
    [
      'two cards on four processors',
      [
        { name: 'cuda:0', slots: 1 },
        { name: 'cuda:1', slots: 1 },
      ] as const,
      8,
      4,
      true,
    ],
  ] as const)('%s', (_, devices, threads, processors, expected) => {
    expect(leavesProcessor(devices, threads, processors)).toBe(expected);
  });
});

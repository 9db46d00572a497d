import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { drawComparison } from './draw-comparison.js';

const point = { at: 48, mean: 0.94321, lower: 0.94, upper: 0.9464, sessions: 2 };
const sessions = [
  { id: 'a', experimentId: 'e', seed: '1', state: 'SUCCEEDED', controlOfId: null },
  { id: 'b', experimentId: 'e', seed: '2', state: 'SUCCEEDED', controlOfId: null },
] as const;

it('a comparison shows each arm in a row, and what the test says of it', () => {
  const text = stripVTControlCharacters(
    drawComparison({
      trials: 48,
      deviceSeconds: 12.34,
      arms: [
        {
          strategy: 'evolution',
          options: {},
          seeds: 2,
          sessions,
          bestAtTrials: point,
          bestAtDeviceSeconds: { ...point, mean: 0.9 },
          byTrials: [],
          byDeviceSeconds: [],
          verdict: {
            test: 'Mann-Whitney U, two-sided, exact',
            compared: 'SESSIONS',
            conclusion: 'BETTER',
            bestDifference: 0.01,
            superiority: 1,
            pValue: 0.03,
            seeds: 2,
            randomSeeds: 1,
            sentence: 'It finds better networks',
          },
        },
        {
          strategy: 'random',
          options: {},
          seeds: 1,
          sessions: sessions.slice(0, 1),
          bestAtTrials: { ...point, lower: null, upper: null },
          bestAtDeviceSeconds: null,
          byTrials: [],
          byDeviceSeconds: [],
          verdict: null,
        },
      ],
    }),
  );
  expect(text.split('\n')).toEqual([
    'Best validation accuracy after 48 trials and, in time, after 12.3 device-seconds',
    '',
    'strategy   sessions  seeds  best    95 % interval     in time',
    'evolution  2         2      0.9432  0.9400 to 0.9464  0.9000',
    'random     1         1      0.9432  –                 –',
    '',
    'evolution: It finds better networks',
  ]);
});

import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { drawLeaderboard, drawProgress, short } from './draw.js';
import { newProgress } from './session-progress.js';

const session = { id: 's', strategy: 'reinforce', maxTrials: 8 };

describe('the screen of the demo', () => {
  it('shows each session with its bar, each running trial with its epochs, and the controller', () => {
    const progress = {
      ...newProgress(session),
      state: 'RUNNING',
      ended: 4,
      best: 0.95,
      running: new Map([
        ['t', { id: 't', number: 5, purpose: 'SEARCH' as const, epoch: 2, validationAccuracy: 0.5 }],
      ]),
      policy: {
        __typename: 'PolicyUpdated' as const,
        sequence: 9,
        createdAt: '2026-11-25T12:00:00.000Z',
        version: 1,
        rewardMean: 0.8,
        rewardBest: 0.9,
        baseline: 0.7,
        entropy: 1.2,
        uniqueRate: 1,
      },
    };
    const text = stripVTControlCharacters(drawProgress('Digits', [progress], { SEARCH: 4, FINAL: 8 }, 12.3));
    expect(text).toContain('Digits  12 s');
    expect(text).toContain(`reinforce  ${'█'.repeat(16)}${'░'.repeat(16)}    4/8  best 0.9500  running`);
    expect(text).toContain('trial 5    ▪▪··  0.5000');
    expect(text).toContain(
      'update 1: reward 0.800 (best 0.900), baseline 0.700, entropy 1.200 nats, unique 100 %',
    );
  });

  it('shows the leaderboard with who found what', () => {
    const architecture = {
      hash: 'h',
      description: { layers: [{ filterHeight: 3, filterWidth: 1, filters: 16 }] },
      parameters: 1234,
      flops: 5_600_000,
    };
    const node = {
      architecture,
      validation: { mean: 0.98, lower: null, upper: null, runs: 1 },
      test: null,
      reward: 0.94,
      latencyMs: null,
      deviceSeconds: 1,
      trial: { id: 't', sessionId: 's', number: 1 },
    };
    const text = stripVTControlCharacters(
      drawLeaderboard([{ rank: 1, node }], new Map([['s', 'reinforce']])),
    );
    expect(text).toMatch(/1 +0\.9800 +1\.2 k +5\.6 M +reinforce +3x1x16/);
    const alone = stripVTControlCharacters(drawLeaderboard([{ rank: 1, node }]));
    expect(alone).toMatch(/1 +0\.9800 +1\.2 k +5\.6 M +3x1x16/);
    expect(alone).not.toContain('found by');
    const ordered = (by: string) =>
      stripVTControlCharacters(drawLeaderboard([{ rank: 1, node }], undefined, by));
    expect(ordered('validation')).toBe(alone);
    expect(ordered('reward')).toMatch(/validation +reward +parameters.*\n.*0\.9800 +0\.940 +1\.2 k/);
    expect(ordered('device-seconds')).toMatch(/0\.9800 +1\.0 s +1\.2 k/);
    expect(ordered('test')).toMatch(/0\.9800 +– +1\.2 k/);
    const layers = Array.from({ length: 20 }, () => ({ filterHeight: 3, filterWidth: 1, filters: 16 }));
    const deep = { ...node, architecture: { ...architecture, description: { layers } } };
    expect(stripVTControlCharacters(drawLeaderboard([{ rank: 1, node: deep }]))).toMatch(/3x1x16 →.*…$/);
  });

  it('shortens counts', () => {
    expect([999, 1000, 2_340_000].map(short)).toEqual(['999', '1.0 k', '2.3 M']);
  });
});

import { expect, it } from 'vitest';
import { networkText } from './network-text.js';

it.each([
  [
    {
      kind: 'cnn-chain',
      layers: [
        { filterHeight: 3, filterWidth: 1, filters: 16 },
        // As jsonb gives it back.
        { filters: 8, filterWidth: 7, filterHeight: 5 },
      ],
    },
    '3x1x16 → 5x7x8',
  ],
  [{ kind: 'nasbench201', cell: '|none~0|' }, '|none~0|'],
  [{ kind: 'macro', blocks: ['identity', 'mb3_k3'] }, 'identity → mb3_k3'],
  [{ kind: 'custom', choices: { filters: 16, pool: 'max' } }, 'filters 16, pool max'],
  [{ kind: 'new', depth: 3, width: 2 }, 'depth: 3; width: 2'],
  [null, 'null'],
])('%j reads as %s', (description, text) => {
  expect(networkText(description)).toBe(text);
});

import { describe, expect, it } from 'vitest';
import { drawCurves } from './curves-svg.js';

describe('drawCurves', () => {
  it('draws a line for each curve, rising from left to right', () => {
    const svg = drawCurves('a < b', [
      { label: 'one', values: [1, 2, 3] },
      { label: 'two', values: [2, 2, 2] },
    ]);
    const [rising, flat] = [...svg.matchAll(/points="([^"]*)"/g)].map(([, points = '']) =>
      points.split(' ').map((point) => point.split(',').map(Number)),
    );
    expect(rising).toHaveLength(3);
    expect(rising?.map(([x]) => x)).toEqual(flat?.map(([x]) => x));
    expect(rising?.[2]?.[1]).toBeLessThan(rising?.[0]?.[1] ?? 0);
    expect(svg).toContain('a &lt; b');
    expect(svg).not.toContain('NaN');
  });
});
